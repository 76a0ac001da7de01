//! A browser that a test drives: chromedriver over plain HTTP on this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// A headless browser; it ends with this value.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.try_ask("DELETE", "", None);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|s| s.success())
}

impl Browser {
    /// Starts a browser. Without one the test is skipped aloud, except where `CI=true`: there it fails.
    pub fn start() -> Option<Self> {
        let browser = NAMES.into_iter().find(|name| is_there(name));
        let (Some(browser), true) = (browser, is_there("chromedriver")) else {
            let is_ci = std::env::var("CI").is_ok_and(|v| v == "true");
            assert!(!is_ci, "chromium and chromedriver are needed; .ci/run installs them");
            eprintln!("SKIPPED: chromium and chromedriver are not installed, the page is not tested in a browser");
            return None;
        };
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let port = port_of(&mut driver);
        let mut started = Self { driver, port, session: String::new() };
        let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
        let options = json!({ "args": arguments, "binary": path_of(browser) });
        let capabilities = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let answer = started.ask("POST", "/session", Some(json!({ "capabilities": { "alwaysMatch": capabilities } })));
        started.session = format!("/session/{}", answer["sessionId"].as_str().unwrap());
        Some(started)
    }

    /// Opens an address.
    pub fn open(&self, address: &str) {
        self.ask("POST", "/url", Some(json!({ "url": address })));
    }

    /// Opens the same address again.
    pub fn reload(&self) {
        self.ask("POST", "/refresh", Some(json!({})));
    }

    /// Runs a script in the page.
    pub fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", Some(json!({ "script": script, "args": [] })))
    }

    fn find(&self, selector: &str) -> String {
        let found = self.ask("POST", "/element", Some(json!({ "using": "css selector", "value": selector })));
        let id = found.as_object().and_then(|o| o.values().next()).and_then(Value::as_str);
        id.unwrap_or_else(|| panic!("{selector}: {found}")).to_owned()
    }

    /// Clicks on an element as a person does: it must be in sight and not covered.
    pub fn click(&self, selector: &str) {
        let id = self.find(selector);
        self.ask("POST", &format!("/element/{id}/click"), Some(json!({})));
    }

    /// Types into a field.
    pub fn type_into(&self, selector: &str, text: &str) {
        let id = self.find(selector);
        self.ask("POST", &format!("/element/{id}/value"), Some(json!({ "text": text })));
    }

    /// Presses Enter wherever the focus is.
    pub fn press_enter(&self) {
        let keys = ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": "\u{e007}" }));
        self.ask("POST", "/actions", Some(json!({ "actions": [{ "type": "key", "id": "keys", "actions": keys }] })));
    }

    /// Returns the text of an element that is seen.
    pub fn text(&self, selector: &str) -> String {
        let id = self.find(selector);
        self.ask("GET", &format!("/element/{id}/text"), None).as_str().unwrap().to_owned()
    }

    /// Returns whether an element is seen.
    pub fn is_seen(&self, selector: &str) -> bool {
        let id = self.find(selector);
        self.ask("GET", &format!("/element/{id}/displayed"), None) == json!(true)
    }

    /// Returns a log since it was last asked for.
    pub fn log(&self, kind: &str) -> Value {
        self.ask("POST", "/se/log", Some(json!({ "type": kind })))
    }

    /// Sets the size of the window, as of a screen.
    pub fn resize(&self, width: u32, height: u32) {
        let ask = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params":
            { "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 } });
        self.ask("POST", "/goog/cdp/execute", Some(ask));
    }

    /// Returns a picture of what is seen, as PNG in base64.
    pub fn picture(&self) -> String {
        self.ask("GET", "/screenshot", None).as_str().unwrap().to_owned()
    }

    /// Waits until a script in the page returns something true, for a minute at most.
    pub fn wait_for(&self, condition: &str) {
        let script = format!("return Boolean({condition})");
        for _ in 0..600 {
            if self.run(&script) == json!(true) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!(
            "{condition} does not come; the page says: {}",
            self.run("return document.body.innerText.slice(0, 1500)")
        );
    }

    /// Runs a script that answers later, through its last argument.
    pub fn run_later(&self, script: &str) -> Value {
        self.ask("POST", "/execute/async", Some(json!({ "script": script, "args": [] })))
    }

    /// Returns the page as PDF, in base64.
    pub fn print(&self) -> String {
        self.ask("POST", "/print", Some(json!({}))).as_str().unwrap().to_owned()
    }

    /// Shows the page as it would be printed.
    pub fn in_print(&self) {
        self.emulate(&json!({ "media": "print" }));
    }

    /// Shows the page as another medium or on a screen with other wishes.
    pub fn emulate(&self, media: &Value) {
        let ask = json!({ "cmd": "Emulation.setEmulatedMedia", "params": media });
        self.ask("POST", "/goog/cdp/execute", Some(ask));
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.try_ask(method, path, body).unwrap_or_else(|e| panic!("{method} {path}: {e}"));
        let value = answer["value"].clone();
        assert!(value.get("error").is_none(), "{method} {path}: {value}");
        value
    }

    fn try_ask(&self, method: &str, path: &str, body: Option<Value>) -> std::io::Result<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let body = body.map(|b| b.to_string()).unwrap_or_default();
        let session = &self.session;
        write!(
            stream,
            "{method} {session}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let mut reader = BufReader::new(stream);
        let mut n_bytes = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(n) = line.strip_prefix("content-length:") {
                n_bytes = n.trim().parse().unwrap_or(0);
            }
            if line.is_empty() {
                break;
            }
        }
        let mut text = vec![0; n_bytes];
        reader.read_exact(&mut text)?;
        serde_json::from_slice(&text).map_err(std::io::Error::other)
    }
}

/// The driver chooses a free port and says which.
fn port_of(driver: &mut Child) -> u16 {
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
    let line = lines.find(|l| l.contains("successfully on port")).expect("chromedriver says its port");
    let digits: String = line.rsplit("port ").next().unwrap().chars().take_while(char::is_ascii_digit).collect();
    // Whatever else it says is read away, so that it never waits for us.
    std::thread::spawn(move || lines.for_each(drop));
    digits.parse().unwrap()
}

fn path_of(program: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|dir| dir.join(program)).find(|p| p.is_file());
    found.map_or_else(|| program.to_owned(), |p| p.display().to_string())
}
