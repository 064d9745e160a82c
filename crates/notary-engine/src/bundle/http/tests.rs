use super::*;
use crate::evidence::Evidence;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};

/// Answers requests on a loopback address by path until the test ends; returns its port.
fn serve(host: &str, answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> u16 {
    serve_heads(host, move |path, _, stream| answer(path, stream))
}

/// The same by path and header lines.
fn serve_heads(host: &str, answer: impl Fn(&str, &str, &mut TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind((host, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = stream;
            let mut first = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            reader.read_line(&mut first).unwrap();
            let mut head = String::new();
            while reader.read_line(&mut head).unwrap_or(0) > 2 {}
            answer(first.split(' ').nth(1).unwrap_or_default(), &head, &mut stream);
        }
    });
    port
}

fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn open(http: &Http, path: &str) -> Result<String, OpenError> {
    let mut text = String::new();
    http.open(&RelPath::parse(path).unwrap())?.read_to_string(&mut text).unwrap();
    Ok(text)
}

fn refused(answer: Result<String, OpenError>) -> String {
    match answer {
        Err(OpenError::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

/// Fetches from 127.0.0.1 as if it were the only public address.
fn only_first_loopback(port: u16) -> Http {
    let guard = Guard { allowed: |address| address.to_string() == "127.0.0.1", names: DefaultResolver::default() };
    Http { base: format!("http://127.0.0.1:{port}"), authorization: None, agent: agent(guard) }
}

#[test]
fn files_come_from_below_the_base() {
    let port = serve("127.0.0.1", |path, stream| match path {
        "/b/manifest.json" => reply(stream, "200 OK", "", b"{}"),
        "/b/broken" => reply(stream, "500 Oops", "", b""),
        _ => reply(stream, "404 Not Found", "", b""),
    });
    let http = Http::new(&format!("http://127.0.0.1:{port}/b/"), Access::Private).unwrap();
    assert_eq!(open(&http, "manifest.json").unwrap(), "{}");
    assert!(matches!(open(&http, "other.json"), Err(OpenError::Missing)));
    assert!(matches!(open(&http, "broken"), Err(OpenError::Unavailable(_))));
}

#[test]
fn private_addresses_are_refused_by_number_and_by_name() {
    let port = serve("127.0.0.1", |_, stream| reply(stream, "200 OK", "", b"secret"));
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"] {
        let http = Http::new(&format!("http://{host}:{port}"), Access::Public).unwrap();
        assert!(refused(open(&http, "manifest.json")).contains("private"), "{host}");
    }
}

#[test]
fn a_redirect_is_checked_like_a_request() {
    let inner = serve("127.0.0.2", |_, stream| reply(stream, "200 OK", "", b"secret"));
    let port = serve("127.0.0.1", move |path, stream| match path {
        "/inward" => reply(stream, "302 Found", &format!("Location: http://127.0.0.2:{inner}/x\r\n"), b""),
        "/once" => reply(stream, "302 Found", "Location: /here\r\n", b""),
        "/here" => reply(stream, "200 OK", "", b"fine"),
        _ => reply(stream, "302 Found", "Location: /again\r\n", b""),
    });
    let http = only_first_loopback(port);
    assert_eq!(open(&http, "once").unwrap(), "fine");
    assert!(refused(open(&http, "inward")).contains("private"));
    assert!(refused(open(&http, "again")).contains("redirects"));
}

#[test]
fn credentials_go_to_the_host_they_are_for_and_not_along_a_redirect() {
    let echo = |_: &str, head: &str, stream: &mut TcpStream| {
        let sent = head.to_lowercase().contains("authorization: bearer x");
        reply(stream, "200 OK", "", if sent { b"sent" } else { b"none" });
    };
    let other = serve_heads("127.0.0.1", echo);
    let port = serve_heads("127.0.0.1", move |path, head, stream| match path {
        "/away" => reply(stream, "302 Found", &format!("Location: http://127.0.0.1:{other}/x\r\n"), b""),
        _ => echo(path, head, stream),
    });
    let http = only_first_loopback(port).authorized("Bearer x".into());
    assert_eq!(open(&http, "here").unwrap(), "sent");
    assert_eq!(open(&http, "away").unwrap(), "none");
    assert_eq!(open(&only_first_loopback(port), "here").unwrap(), "none");
}

/// Answers every name with the same addresses.
#[derive(Debug)]
struct Names(Vec<SocketAddr>);

impl Resolver for Names {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut answer = self.empty();
        self.0.iter().for_each(|address| answer.push(*address));
        Ok(answer)
    }
}

#[test]
fn a_dns_answer_with_one_private_address_is_refused() {
    for answer in [&["10.1.2.3:80"][..], &["8.8.8.8:80", "10.1.2.3:80"], &["[fd00::1]:80"]] {
        let names = Names(answer.iter().map(|address| address.parse().unwrap()).collect());
        let http = Http {
            base: "http://evidence.example".into(),
            authorization: None,
            agent: agent(Guard { allowed: is_public, names }),
        };
        assert!(refused(open(&http, "manifest.json")).contains("evidence.example"), "{answer:?}");
    }
}

#[test]
fn compressed_answers_are_refused() {
    let port = serve("127.0.0.1", |_, stream| reply(stream, "200 OK", "Content-Encoding: gzip\r\n", b"\x1f\x8b"));
    assert!(refused(open(&only_first_loopback(port), "manifest.json")).contains("compressed"));
}

#[test]
fn an_endless_answer_is_a_finding() {
    let mut sealed = crate::bench::samples::electricity().finish();
    let manifest = sealed.file("manifest.json").clone();
    let port = serve("127.0.0.1", move |path, stream| match path {
        "/manifest.json" => reply(stream, "200 OK", "", &manifest),
        "/manifest.sig" => reply(stream, "404 Not Found", "", b""),
        _ => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while stream.write_all(&[b'7'; 4_096]).is_ok() {}
        }
    });
    let evidence = Evidence::read(&only_first_loopback(port)).unwrap();
    assert!(evidence.files.first().contains("does not have"), "{:?}", evidence.files);
    assert_eq!(evidence.malformed.count, 1);
}

#[test]
fn an_answer_that_breaks_off_decides_nothing() {
    let mut sealed = crate::bench::samples::electricity().finish();
    let manifest = sealed.file("manifest.json").clone();
    let port = serve("127.0.0.1", move |path, stream| match path {
        "/manifest.json" => reply(stream, "200 OK", "", &manifest),
        "/manifest.sig" => reply(stream, "404 Not Found", "", b""),
        _ => drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nitem,meter")),
    });
    let error = Evidence::read(&only_first_loopback(port)).unwrap_err();
    assert_eq!(error.path, "rows/electricity.csv");
}

#[test]
fn only_plain_urls() {
    for url in ["ftp://x/", "file:///etc/passwd", "http://", "http://u:p@x/", "http://x/?a=b", "http://x/#a", "x", ""] {
        assert!(Http::new(url, Access::Public).is_err(), "{url}");
    }
}
