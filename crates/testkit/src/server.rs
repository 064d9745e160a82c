//! Servers between a command and the service that it calls; tests choose their answers.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
};

/// A request.
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Empty in a GET.
    pub body: Vec<u8>,
}

/// Status and body of an answer.
pub type Answer = (u16, Vec<u8>);

/// Starts a server that answers each request with this function, one after the other. Returns its URL. The server ends
/// with the process of the test.
pub fn serve(mut answer: impl FnMut(Request) -> Answer + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            handle(stream.unwrap(), &mut answer);
        }
    });
    url
}

fn handle(mut stream: TcpStream, answer: &mut impl FnMut(Request) -> Answer) {
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
    let (status, body) = answer(Request { path, body });
    let head = format!(
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    // The client may have closed the connection.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

/// Sends a request on to another server, by POST if it has a body, else by GET, and returns the answer.
pub fn forward(url: &str, request: &Request) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let url = format!("{url}{}", request.path);
    let sent = match request.body.is_empty() {
        true => agent.get(&url).call(),
        false => agent.post(&url).content_type("application/json").send(&request.body[..]),
    };
    let mut response = sent.unwrap();
    (response.status().as_u16(), response.body_mut().read_to_vec().unwrap())
}
