//! A proxy between a daemon and its node: forwards requests, stays silent, answers with errors or with old answers.

use serde_json::{json, Value};
use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        atomic::{AtomicUsize, Ordering},
        Arc, Mutex,
    },
    thread,
    time::Duration,
};

/// How the proxy treats a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Forwards it.
    None,
    /// Does not answer.
    Silence,
    /// Answers 503.
    Unavailable,
    /// Answers as a node that has fallen behind the others.
    Unhealthy,
    /// Answers with text that is not JSON.
    Garbage,
    /// Answers reads of accounts with the last forwarded answer and its slot.
    Stale,
}

/// How long a silent proxy holds a connection. Longer than the timeouts of the daemons in these tests.
const SILENCE: Duration = Duration::from_secs(5);

/// A proxy for JSON-RPC.
pub struct Proxy {
    /// Its URL.
    pub url: String,
    shared: Arc<Shared>,
}

struct Shared {
    node: String,
    fault: Mutex<Fault>,
    /// Forwarded answers to reads, by request.
    earlier: Mutex<HashMap<String, Value>>,
    faulty: AtomicUsize,
}

impl Proxy {
    /// A proxy in front of the node at this URL.
    pub fn of(node: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            node,
            fault: Mutex::new(Fault::None),
            earlier: Mutex::default(),
            faulty: AtomicUsize::new(0),
        });
        let serving = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = serving.clone();
                thread::spawn(move || shared.serve(&stream));
            }
        });
        Self { url, shared }
    }

    /// Sets the fault for all further requests.
    pub fn set(&self, fault: Fault) {
        *self.shared.fault.lock().unwrap() = fault;
        self.shared.faulty.store(0, Ordering::Relaxed);
    }

    /// Number of requests since then that met the fault.
    pub fn faulty_requests(&self) -> usize {
        self.shared.faulty.load(Ordering::Relaxed)
    }
}

impl Shared {
    /// Answers the requests of one connection.
    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(body) = request(&mut reader) {
            let fault = *self.fault.lock().unwrap();
            if fault != Fault::None {
                self.faulty.fetch_add(1, Ordering::Relaxed);
            }
            let answered = match fault {
                Fault::Silence => {
                    thread::sleep(SILENCE);
                    return;
                }
                Fault::Unavailable => reply(stream, "503 Service Unavailable", b"try later"),
                Fault::Garbage => reply(stream, "200 OK", b"<html>this is a login page</html>"),
                Fault::Unhealthy => {
                    let error = json!({"code": -32005, "message": "Node is behind by 500 slots", "data": {"numSlotsBehind": 500}});
                    reply(stream, "200 OK", json!({"jsonrpc": "2.0", "id": 0, "error": error}).to_string().as_bytes())
                }
                Fault::None | Fault::Stale => match self.pass(&body, fault == Fault::Stale) {
                    Some(answer) => reply(stream, "200 OK", &answer),
                    None => return,
                },
            };
            if answered.is_err() {
                return;
            }
        }
    }

    fn pass(&self, body: &[u8], stale: bool) -> Option<Vec<u8>> {
        let asked: Value = serde_json::from_slice(body).ok()?;
        let key = key(&asked);
        if let Some(earlier) = self.earlier.lock().unwrap().get(&key).filter(|_| stale) {
            let mut earlier = earlier.clone();
            earlier["id"] = asked["id"].clone();
            return Some(earlier.to_string().into_bytes());
        }
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let request = agent.post(&self.node).header("content-type", "application/json");
        let answer = request.send(body).ok()?.body_mut().with_config().limit(1 << 28).read_to_vec().ok()?;
        if !stale && is_read(&asked) {
            self.earlier.lock().unwrap().insert(key, serde_json::from_slice(&answer).ok()?);
        }
        Some(answer)
    }
}

fn is_read(asked: &Value) -> bool {
    ["getMultipleAccounts", "getProgramAccounts"].iter().any(|method| asked["method"] == *method)
}

/// Key of a request: method and parameters without the lowest slot.
fn key(asked: &Value) -> String {
    let mut params = asked["params"].clone();
    if let Some(config) = params.get_mut(1).and_then(Value::as_object_mut) {
        config.remove("minContextSlot");
    }
    format!("{} {params}", asked["method"])
}

/// The body of the next request; `None` when the connection ends.
fn request(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(body)
}

fn reply(mut stream: &TcpStream, status: &str, body: &[u8]) -> io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)
}

/// A proxy between a daemon and a websocket. Its connections can be cut.
pub struct WebsocketProxy {
    /// Its URL.
    pub url: String,
    ends: Arc<Mutex<Vec<TcpStream>>>,
    connections: Arc<AtomicUsize>,
}

impl WebsocketProxy {
    /// A proxy in front of the websocket at this URL.
    pub fn to(url: &str) -> Self {
        let far = url.trim_start_matches("ws://").to_string();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let (ends, connections) = (Arc::new(Mutex::new(vec![])), Arc::new(AtomicUsize::new(0)));
        let (kept, count) = (ends.clone(), connections.clone());
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let Ok(far) = TcpStream::connect(&far) else { continue };
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    thread::spawn(move || io::copy(&mut from, &mut to));
                }
                count.fetch_add(1, Ordering::Relaxed);
                kept.lock().unwrap().extend([near, far]);
            }
        });
        Self { url, ends, connections }
    }

    /// Number of connections so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Cuts every connection.
    pub fn cut(&self) {
        for end in self.ends.lock().unwrap().drain(..) {
            // It may have ended already.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}
