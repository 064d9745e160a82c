//! Between a daemon and its node: passes on, keeps silent, answers with errors, or with what was true a while ago.

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

/// What the proxy does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Passes it on.
    None,
    /// Does not answer.
    Silence,
    /// Answers 503.
    Unavailable,
    /// Answers as a node that has fallen behind the others.
    Unhealthy,
    /// Answers what is no JSON.
    Garbage,
    /// Answers accounts as they were when it last passed a request on, with the slot of then.
    Stale,
}

/// How long a silent proxy holds a connection: longer than any daemon of these tests waits.
const SILENCE: Duration = Duration::from_secs(5);

/// A proxy of JSON-RPC.
pub struct Proxy {
    /// Where it answers.
    pub url: String,
    shared: Arc<Shared>,
}

struct Shared {
    node: String,
    fault: Mutex<Fault>,
    /// Answers to reads, by what was asked.
    earlier: Mutex<HashMap<String, Value>>,
    faulty: AtomicUsize,
}

impl Proxy {
    /// In front of the node at this URL.
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

    /// From now on does this.
    pub fn set(&self, fault: Fault) {
        *self.shared.fault.lock().unwrap() = fault;
        self.shared.faulty.store(0, Ordering::Relaxed);
    }

    /// Requests that met the fault so far.
    pub fn met(&self) -> usize {
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

/// What a request asks for, whatever slot it wants at least.
fn key(asked: &Value) -> String {
    let mut params = asked["params"].clone();
    if let Some(config) = params.get_mut(1).and_then(Value::as_object_mut) {
        config.remove("minContextSlot");
    }
    format!("{} {params}", asked["method"])
}

/// The body of the next request; none when the connection ends.
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

/// Between a daemon and a websocket: can be cut.
pub struct Cable {
    /// Where it answers.
    pub url: String,
    ends: Arc<Mutex<Vec<TcpStream>>>,
    plugged: Arc<AtomicUsize>,
}

impl Cable {
    /// To the websocket at this URL.
    pub fn to(url: &str) -> Self {
        let far = url.trim_start_matches("ws://").to_string();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let (ends, plugged) = (Arc::new(Mutex::new(vec![])), Arc::new(AtomicUsize::new(0)));
        let (kept, count) = (ends.clone(), plugged.clone());
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
        Self { url, ends, plugged }
    }

    /// Connections made so far.
    pub fn plugged(&self) -> usize {
        self.plugged.load(Ordering::Relaxed)
    }

    /// Ends every connection.
    pub fn cut(&self) {
        for end in self.ends.lock().unwrap().drain(..) {
            // It may have ended by itself.
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}
