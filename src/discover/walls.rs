//! Gatekeepers that let browsers in and keep programs out, by the marks that their pages and heads
//! bear. A mark is only what no article has: names of scripts and elements of the gate itself, never
//! those that the same companies put into pages that they let through.

use super::page::Page;

/// A gate keeps its page short; an article is longer. In bytes of what a reader sees.
const MOST_TEXT: usize = 3000;

/// A page that says nothing but who may come in.
const LITTLE_TEXT: usize = 800;

/// What the page of a gate has: all that is given of it.
struct Mark {
    who: &'static str,
    /// What the title begins with, in lower case.
    title: &'static str,
    /// What stands in scripts or attributes.
    wiring: &'static [&'static str],
    /// What a reader sees, in lower case.
    text: &'static str,
}

const fn titled(who: &'static str, title: &'static str) -> Mark {
    Mark { who, title, wiring: &[], text: "" }
}

const fn wired(who: &'static str, wiring: &'static [&'static str]) -> Mark {
    Mark { who, title: "", wiring, text: "" }
}

const MARKS: [Mark; 25] = [
    wired("Cloudflare", &["_cf_chl_opt"]),
    Mark { who: "Cloudflare", title: "just a moment", wiring: &["/cdn-cgi/"], text: "" },
    titled("Cloudflare", "attention required! | cloudflare"),
    Mark { who: "Cloudflare", title: "access denied", wiring: &["cf-error-details"], text: "" },
    wired("DataDome", &["captcha-delivery.com", "dd={"]),
    wired("HUMAN", &["px-captcha"]),
    titled("HUMAN", "access to this page has been denied"),
    Mark { who: "Akamai", title: "access denied", wiring: &[], text: "reference #" },
    wired("Akamai", &["sec-if-cpt-container"]),
    wired("Akamai", &["bm-verify"]),
    wired("Imperva", &["_Incapsula_Resource", "main-iframe"]),
    Mark { who: "Imperva", title: "", wiring: &[], text: "incapsula incident id" },
    titled("Imperva", "pardon our interruption"),
    wired("AWS WAF", &["gokuProps"]),
    Mark {
        who: "CloudFront",
        title: "error: the request could not be satisfied",
        wiring: &[],
        text: "request blocked",
    },
    wired("Anubis", &["anubis_challenge"]),
    wired("Anubis", &["/.within.website/x/"]),
    wired("Sucuri", &["sucuri_cloudproxy_js"]),
    titled("Sucuri", "sucuri website firewall"),
    wired("Kasada", &["KPSDK", "/ips.js"]),
    titled("DDoS-Guard", "ddos-guard"),
    wired("DDoS-Guard", &["check.ddos-guard.net"]),
    titled("Vercel", "vercel security checkpoint"),
    wired("Fastly", &["/_fs-ch-"]),
    Mark { who: "Reddit", title: "", wiring: &[], text: "whoa there, pardner!" },
];

/// Fields of a head, in lower case, with a part of their value and the statuses that they count
/// with; no status means any that is no success.
const HEADS: [(&str, &str, &[u16], &str); 9] = [
    ("cf-mitigated", "", &[], "Cloudflare"),
    ("x-amzn-waf-action", "", &[], "AWS WAF"),
    ("x-vercel-mitigated", "", &[], "Vercel"),
    ("x-sucuri-block", "", &[], "Sucuri"),
    ("x-datadome", "", &[403, 405], "DataDome"),
    ("x-dd-b", "", &[403, 405], "DataDome"),
    ("x-kpsdk-ct", "", &[403, 429], "Kasada"),
    ("server", "akamaighost", &[403], "Akamai"),
    ("server", "ddos-guard", &[403], "DDoS-Guard"),
];

/// What widgets for proving oneself human are called.
const WIDGETS: [&str; 4] = ["captcha", "cf-turnstile", "friendly-challenge", "altcha"];

/// What gates ask of who comes, in lower case.
const DEMANDS: [&str; 12] = [
    "not a robot",
    "not a bot",
    "you are human",
    "you're human",
    "are you a robot",
    "are you a human",
    "checking your browser",
    "verifying your browser",
    "verify your browser",
    "unusual traffic",
    "automated access",
    "security check",
];

/// Who keeps programs out with an answer that is no success, by its head.
pub(super) fn by_head(status: u16, headers: &[(String, String)]) -> Option<&'static str> {
    let has = |name: &str, part: &str| {
        headers.iter().any(|(key, value)| {
            key.eq_ignore_ascii_case(name) && value.to_ascii_lowercase().contains(part)
        })
    };
    let counts = |statuses: &[u16]| statuses.is_empty() || statuses.contains(&status);
    let is_refused = status != 200;
    let head = HEADS
        .iter()
        .find(|(name, part, statuses, _)| is_refused && counts(statuses) && has(name, part));
    head.map(|(.., who)| *who)
}

/// Who keeps programs out with this page; "" where it bears no name.
pub(super) fn by_page(page: &Page) -> Option<&'static str> {
    if page.text.len() > MOST_TEXT {
        return None;
    }
    let title = page.title.to_lowercase();
    let text = format!("{} {}", page.text, page.aside).to_lowercase();
    let bears = |mark: &&Mark| {
        title.starts_with(mark.title)
            && mark.wiring.iter().all(|name| page.wiring.contains(name))
            && text.contains(mark.text)
    };
    if let Some(mark) = MARKS.iter().find(bears) {
        return Some(mark.who);
    }
    if LITTLE_TEXT < page.text.len() || !page.links.is_empty() {
        return None;
    }
    let wiring = page.wiring.to_ascii_lowercase();
    let is_gate = DEMANDS.iter().any(|demand| title.starts_with(demand))
        || DEMANDS.iter().any(|demand| text.contains(demand))
            && WIDGETS.iter().any(|name| wiring.contains(name));
    is_gate.then_some("")
}
