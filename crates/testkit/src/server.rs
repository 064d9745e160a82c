//! Servers between a command and what it talks to, which answer otherwise when they are told to.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
};

/// A request.
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// Empty in a GET.
    pub body: Vec<u8>,
}

/// Status and body of an answer.
pub type Answer = (u16, Vec<u8>);

/// Starts a server that answers by this, one request after the other; gives its URL. It ends with the test's process.
pub fn serve(mut answer: impl FnMut(Asked) -> Answer + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            handle(stream.unwrap(), &mut answer);
        }
    });
    url
}

fn handle(mut stream: TcpStream, answer: &mut impl FnMut(Asked) -> Answer) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut line, mut length) = (String::new(), 0);
    if reader.read_line(&mut line).unwrap_or_default() == 0 {
        return;
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    while line.trim() != "" {
        line.clear();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let (status, body) = answer(Asked { path, body });
    let head = format!(
        "HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    // Who asked may be gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

/// What another server answers to a request: to a body by POST, else by GET.
pub fn forward(url: &str, asked: &Asked) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let url = format!("{url}{}", asked.path);
    let sent = match asked.body.is_empty() {
        true => agent.get(&url).call(),
        false => agent.post(&url).content_type("application/json").send(&asked.body[..]),
    };
    let mut response = sent.unwrap();
    (response.status().as_u16(), response.body_mut().read_to_vec().unwrap())
}
