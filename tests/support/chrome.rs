//! A headless Chromium, driven over `WebDriver` by Debian's chromedriver, and what a test wants to know of
//! the page that it shows. Where one of the two is missing, tests are skipped.

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::shared::skip;

/// What axe-core is run as: `tests/browser/install` puts it there.
const AXE: &str = "target/browser/axe.min.js";

/// Where screenshots are kept.
const SCREENSHOTS: &str = "target/screenshots";

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// `light` or `dark`.
    pub(crate) scheme: &'static str,
    /// Pixels across.
    pub(crate) width: u32,
    /// Where the reader is, by the name of the zone.
    pub(crate) zone: &'static str,
}

impl Look {
    pub(crate) const DESK: Self = Self { scheme: "light", width: 1280, zone: "UTC" };
    pub(crate) const NIGHT: Self = Self { scheme: "dark", width: 1280, zone: "UTC" };
    pub(crate) const PHONE: Self = Self { scheme: "light", width: 390, zone: "UTC" };
}

/// chromedriver; ended when dropped.
struct Driver {
    child: Child,
    /// Read no further, but kept open: it may still have something to say.
    _stdout: BufReader<ChildStdout>,
    url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Driver {
    /// Starts it on a free port; the reason where it is not installed.
    fn start() -> Result<Self, String> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver can't be started: {error}"))?;
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            assert!(stdout.read_line(&mut line).unwrap() > 0, "chromedriver ended at once");
            let said = line
                .split("successfully on port ")
                .nth(1)
                .map(|port| port.trim().trim_end_matches('.'));
            if let Some(port) = said.and_then(|port| port.parse::<u16>().ok()) {
                break port;
            }
        };
        Ok(Self { child, _stdout: stdout, url: format!("http://127.0.0.1:{port}") })
    }
}

/// Runs a test in a browser, which is closed whatever comes of it. Skips it where there is none.
pub(crate) async fn with_browser(test: &str, run: impl AsyncFnOnce(&Browser)) {
    let driver = match Driver::start() {
        Ok(driver) => driver,
        Err(why) => return skip(test, &why),
    };
    let Ok(axe) = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE)) else {
        return skip(test, &format!("{AXE} is absent; tests/browser/install fetches it"));
    };
    let options = json!({
        "goog:chromeOptions": { "args": ["--headless=new", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-GB"] },
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
    let connecting = builder.capabilities(options.as_object().unwrap().clone());
    let client = match connecting.connect(&driver.url).await {
        Ok(client) => client,
        Err(error) => return skip(test, &format!("Chromium can't be started: {error}")),
    };
    let browser = Browser { client, axe };
    let ended = AssertUnwindSafe(run(&browser)).catch_unwind().await;
    browser.client.close().await.unwrap();
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}

/// A browser with one page open.
pub(crate) struct Browser {
    pub(crate) client: Client,
    axe: String,
}

impl Browser {
    /// From now on pages are looked at so.
    pub(crate) async fn look(&self, look: Look) {
        let metrics = json!({ "width": look.width, "height": 1400, "deviceScaleFactor": 1,
            "mobile": look.width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = json!([{ "name": "prefers-color-scheme", "value": look.scheme }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": scheme })).await;
        self.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": look.zone })).await;
    }

    /// Whether pages may run scripts from now on.
    pub(crate) async fn allow_scripts(&self, are_allowed: bool) {
        let value = json!({ "value": !are_allowed });
        self.devtools("Emulation.setScriptExecutionDisabled", value).await;
    }

    /// Loads a page, and what it shows to the end. One that looks again by itself is held still.
    pub(crate) async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
        let still =
            "for (let timer = setTimeout(() => {}); timer > 0; timer--) clearTimeout(timer)";
        self.client.execute(still, Vec::new()).await.unwrap();
    }

    /// What a script gives back.
    pub(crate) async fn ask(&self, script: &str) -> Value {
        self.client.execute(&format!("return {script}"), Vec::new()).await.unwrap()
    }

    /// The same as text.
    pub(crate) async fn text(&self, script: &str) -> String {
        let value = self.ask(script).await;
        value.as_str().unwrap_or_else(|| panic!("{script} gave {value}")).to_owned()
    }

    /// Types into whatever has the focus.
    pub(crate) async fn press(&self, keys: &str) {
        self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// Errors and warnings of the console since this was asked last.
    pub(crate) async fn console(&self) -> Vec<Value> {
        let said = self.order("se/log", json!({ "type": "browser" })).await;
        said.as_array().cloned().unwrap_or_default()
    }

    /// What axe-core finds wrong with the page that is shown: the rule, and where.
    pub(crate) async fn findings(&self) -> Vec<String> {
        self.client.execute(&self.axe, Vec::new()).await.unwrap();
        let run =
            "const done = arguments[0]; axe.run().then(found => done(found.violations.flatMap(
            rule => rule.nodes.map(node => `${rule.id}: ${node.html} (${node.failureSummary})`))))";
        let found = self.client.execute_async(run, Vec::new()).await.unwrap();
        let found = found.as_array().unwrap().iter();
        found.map(|finding| finding.as_str().unwrap().to_owned()).collect()
    }

    /// Keeps a picture of what is seen.
    pub(crate) async fn keep(&self, name: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCREENSHOTS);
        std::fs::create_dir_all(&folder).unwrap();
        let picture = self.client.screenshot().await.unwrap();
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.order("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }

    async fn order(&self, path: &'static str, body: Value) -> Value {
        self.client.issue_cmd(Order { path, body }).await.unwrap()
    }
}

/// A command that chromedriver knows beside those of the standard.
struct Order {
    path: &'static str,
    body: Value,
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path)
    }
}

impl WebDriverCompatibleCommand for Order {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (hyper::Method, Option<String>) {
        (hyper::Method::POST, Some(self.body.to_string()))
    }
}
