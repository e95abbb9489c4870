//! What a body is that is no feed. What to do about it is left to `daemon/`.

use serde_json::Value;
use url::Url;

use super::links::LinkedFeed;
use super::page::{Page, Sign};
use super::walls;
use crate::model::one_line;

/// An application that is built in the browser says no more than this before.
const SHELL_TEXT: usize = 300;

/// A page that is nothing but a form, a notice or an offer. In bytes of what a reader sees.
const LITTLE_TEXT: usize = 1500;

/// Longer messages of others are cut.
const MOST_MESSAGE_CHARS: usize = 120;

/// What came in the place of a feed.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The address that gave it, after all redirects.
    pub url: &'a Url,
    /// The HTTP status.
    pub status: u16,
    /// The fields of the head, where they are known: they count only where the status is no success.
    pub headers: &'a [(String, String)],
    /// The body, decoded.
    pub text: &'a str,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// There is no body.
    Nothing,
    /// Something that keeps programs out; its maker, or "" where it bears no name.
    Wall(&'static str),
    /// It asks for a login.
    Login,
    /// A page of consent stands before the site.
    Consent,
    /// The network that we are in wants something first.
    Portal,
    /// The domain is for sale or waits for a site.
    Parked,
    /// A page that tells of an error; its title, and the feeds that it names.
    ErrorPage(String, Vec<LinkedFeed>),
    /// A program's word that something is wrong; the word.
    ApiError(String),
    /// A web page that shows nothing without scripts.
    Shell,
    /// A web page, with the feeds that it names, the best first.
    Page(Vec<LinkedFeed>),
    /// Something else.
    Other,
}

/// What an answer is that is no feed.
pub fn instead(answer: &Answer<'_>) -> Instead {
    if let Some(who) = walls::by_head(answer.status, answer.headers) {
        return Instead::Wall(who);
    }
    if answer.status == 511 {
        return Instead::Portal; // RFC 6585 section 6
    }
    let text = answer.text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match text.chars().next() {
        None if answer.status == 401 => Instead::Login,
        None => Instead::Nothing,
        Some('{') => api_error(text).map_or(Instead::Other, Instead::ApiError),
        Some(_) if text.contains('<') => of_page(&Page::read(text, answer.url), answer.status),
        Some(_) if answer.status == 401 => Instead::Login,
        Some(_) => Instead::Other,
    }
}

fn of_page(page: &Page, status: u16) -> Instead {
    if let Some(who) = walls::by_page(page) {
        return Instead::Wall(who);
    }
    if is_portal(page) {
        return Instead::Portal;
    }
    if is_consent(page) {
        return Instead::Consent;
    }
    if status == 401 || is_login(page) {
        return Instead::Login;
    }
    let feeds = page.feeds();
    if feeds.is_empty() && is_parked(page) {
        return Instead::Parked;
    }
    if let Some(title) = error_title(page).filter(|_| status == 200) {
        return Instead::ErrorPage(title, feeds);
    }
    let is_bare = page.text.trim().len() < SHELL_TEXT;
    let wants_scripts =
        page.signs.contains(&Sign::Mount) || page.aside.to_lowercase().contains("javascript");
    if feeds.is_empty() && is_bare && page.signs.contains(&Sign::Script) && wants_scripts {
        return Instead::Shell;
    }
    Instead::Page(feeds)
}

/// What a JSON object says is wrong: none of the fields is of a JSON Feed.
fn api_error(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let object = value.as_object().filter(|object| !object.contains_key("items"))?;
    let field = ["error", "errors", "message", "detail", "title"];
    let said = field.iter().find_map(|name| object.get(*name))?;
    let said = said.as_array().and_then(|all| all.first()).unwrap_or(said);
    let inner = ["message", "detail", "title", "code"].iter().find_map(|name| said.get(*name));
    let words = match inner.unwrap_or(said) {
        Value::String(words) => words.clone(),
        Value::Bool(_) => object.get("message").and_then(Value::as_str).unwrap_or("").to_owned(),
        other @ (Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            other.to_string()
        }
    };
    Some(shortened(&words))
}

fn shortened(words: &str) -> String {
    one_line(words).trim().chars().take(MOST_MESSAGE_CHARS).collect()
}

/// The parts of the address after the host, in lower case.
fn parts(url: &Url) -> Vec<String> {
    url.path().to_ascii_lowercase().split('/').map(str::to_owned).collect()
}

/// A password field alone is no sign: many pages have one in a corner.
fn is_login(page: &Page) -> bool {
    let hosts = ["login.", "accounts.", "auth.", "sso.", "signin.", "idp."];
    let paths = [
        "login",
        "login.php",
        "log-in",
        "signin",
        "sign-in",
        "sign_in",
        "sso",
        "wp-login.php",
        "saml2",
        "oauth2",
        "authorize",
        "login.aspx",
        "login.html",
    ];
    let titles = [
        "log in",
        "login",
        "sign in",
        "signin",
        "sign-in",
        "log into",
        "anmelden",
        "anmeldung",
        "einloggen",
        "connexion",
        "se connecter",
        "iniciar sesión",
        "acceso",
        "accedi",
        "accesso",
        "entrar",
        "inloggen",
        "logga in",
        "zaloguj",
        "logowanie",
        "вход",
        "войти",
        "ログイン",
        "로그인",
        "登录",
        "登入",
    ];
    let host = page.url.host_str().unwrap_or_default();
    let title = page.title.to_lowercase();
    let at_gate = hosts.iter().any(|gate| host.starts_with(gate))
        || parts(&page.url).iter().any(|part| paths.contains(&part.as_str()));
    let is_short = page.text.len() < LITTLE_TEXT;
    let is_called_so = sections(&title).any(|section| {
        titles.iter().any(|word| section == *word || section.starts_with(&format!("{word} ")))
    });
    is_short
        && (at_gate
            || page.signs.contains(&Sign::Password)
                && (is_called_so || page.text.len() < LITTLE_TEXT / 3))
}

fn is_consent(page: &Page) -> bool {
    let host = page.url.host_str().unwrap_or_default();
    let title = page.title.to_lowercase();
    host.starts_with("consent.")
        || host.starts_with("guce.")
        || title.starts_with("before you continue")
}

fn is_portal(page: &Page) -> bool {
    let title = page.title.to_lowercase();
    let titles = ["captive portal", "hotspot login", "wi-fi login", "wifi login", "network login"];
    page.text.len() < LITTLE_TEXT
        && (page.text.contains("<WISPAccessGatewayParam")
            || page.wiring.contains("WISPAccessGatewayParam")
            || titles.iter().any(|words| title.contains(words)))
}

/// Companies that fill domains nobody uses, and what their pages say.
fn is_parked(page: &Page) -> bool {
    let scripts = [
        "sedoparking.com",
        "parkingcrew.net",
        "bodis.com",
        "parklogic.com",
        "afternic.com",
        "hugedomains.com",
        "above.com/marketplace",
        "\"/lander\"",
        "window.park",
    ];
    let words = [
        "domain is for sale",
        "domain may be for sale",
        "domain name is for sale",
        "buy this domain",
        "domain is parked",
        "parked free",
        "parked domain",
        "this domain has expired",
        "domain steht zum verkauf",
        "domaine est à vendre",
    ];
    let text = page.text.to_lowercase();
    page.text.len() < LITTLE_TEXT
        && (scripts.iter().any(|name| page.wiring.contains(name))
            || words.iter().any(|said| text.contains(said)))
}

/// The title, or the heading, of a page that tells of an error.
fn error_title(page: &Page) -> Option<String> {
    let named = [
        "404",
        "not found",
        "page not found",
        "404 not found",
        "404 page not found",
        "error 404",
        "404 error",
        "error",
        "oops",
        "page introuvable",
        "seite nicht gefunden",
        "página no encontrada",
        "pagina non trovata",
        "403",
        "403 forbidden",
        "forbidden",
        "access denied",
        "500 internal server error",
        "internal server error",
        "bad gateway",
        "502 bad gateway",
        "503 service unavailable",
        "service unavailable",
        "bad request",
        "504 gateway time-out",
        "gateway timeout",
        "maintenance",
        "under maintenance",
        "site maintenance",
        "scheduled maintenance",
        "account suspended",
        "website is offline",
        "database error",
    ];
    let begins = ["error 4", "error 5", "http error 4", "http error 5", "http status 4"];
    let shown = if page.title.trim().is_empty() { &page.heading } else { &page.title };
    let lower = shown.to_lowercase();
    let tells = |section: &str| {
        named.contains(&section) || begins.iter().any(|begin| section.starts_with(begin))
    };
    let is_short = page.text.len() < 2 * LITTLE_TEXT;
    (is_short && sections(&lower).any(tells)).then(|| shortened(shown))
}

/// The parts of a title: "Not Found – The Harbour Times" has two.
fn sections(title: &str) -> impl Iterator<Item = &str> {
    let parts = title.split(['|', '–', '—', '·', '»', '«', ':']).flat_map(|part| part.split(" - "));
    parts.map(|part| part.trim_matches(|c: char| c.is_whitespace() || ".!()".contains(c)))
}
