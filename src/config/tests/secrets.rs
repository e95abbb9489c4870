//! Where secrets come from, and that no error shows one.

use std::path::Path;

use super::{JUDGE, check_feed, errors, place, settings};
use crate::config::{Place, read};

fn headers(line: &str) -> Vec<(String, String)> {
    let settings = settings(&format!("[[feed]]\nurl = \"https://a.example/\"\n{line}\n"));
    let shown =
        |header: &crate::model::Header| (header.name.clone(), header.value.reveal().to_owned());
    settings.feeds[0].headers.iter().map(shown).collect()
}

#[test]
fn a_header_is_a_text_or_a_variable_of_the_environment() {
    let expected = [
        ("X-Key".to_owned(), "a b".to_owned()),
        ("Authorization".to_owned(), "Bearer hunter2".to_owned()),
    ];
    let inline = "headers = { X-Key = \"a b\", Authorization = { env = \"WIRE_TOKEN\" } }";
    assert_eq!(headers(inline), expected);
    let table = "[feed.headers]\nX-Key = \"a b\"\nAuthorization.env = \"WIRE_TOKEN\"";
    assert_eq!(headers(table), expected);
}

#[test]
fn a_secret_is_read_from_a_file_or_a_credential_without_its_newline() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wire"), "hunter2\r\n").unwrap();
    let file = folder.path().join("feeds.toml");
    let place = Place { file: &file, credentials_directory: Some(folder.path()), ..place() };
    for source in ["file", "credential"] {
        let toml = format!("[server]\ntoken = {{ {source} = \"wire\" }}\n");
        let settings = read(&toml, &place, JUDGE).unwrap();
        assert_eq!(settings.server.token.unwrap().reveal(), "hunter2");
        let toml = format!("[server]\ntoken = {{ {source} = \"missing\" }}\n");
        let shown = read(&toml, &place, JUDGE).unwrap_err().to_string();
        let missing = folder.path().join("missing");
        let expected = format!(":2:9: [server] token: {} can't be read: ", missing.display());
        assert!(shown.contains(&expected), "{shown}");
    }
}

#[test]
fn a_file_that_holds_no_secret_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    let message = |content: &[u8]| {
        std::fs::write(folder.path().join("wire"), content).unwrap();
        let toml = "[server]\ntoken = { file = \"wire\" }\n";
        let errors = read(toml, &Place { file: &file, ..place() }, JUDGE).unwrap_err();
        errors.errors[0].message.clone()
    };
    assert_eq!(message(b"\n"), "the value is empty");
    assert!(message(b"\xff\xfe").ends_with("can't be read: not UTF-8 text"));
    assert!(message(&vec![b'a'; 70_000]).ends_with("it is larger than 65536 bytes"));
}

#[test]
fn a_secret_that_is_not_there_says_where_to_put_it() {
    check_feed(
        "headers = { A = { env = \"OTHER\" } }",
        "13: [[feed]] headers.A: the environment variable OTHER is not set; set it where mainstem \
         is started (Environment= of the unit), or use credential",
    );
    check_feed(
        "headers = { A = { credential = \"wire\" } }",
        "13: [[feed]] headers.A: there are no credentials: $CREDENTIALS_DIRECTORY is not set; start \
         mainstem as a systemd service with LoadCredential=, or use env or file",
    );
    check_feed(
        "headers = { A = { credential = \"../wire\" } }",
        "13: [[feed]] headers.A: the name of a credential has no slash; write the name that stands \
         before the colon of LoadCredential=, or use file",
    );
}

#[test]
fn a_header_that_mainstem_sends_itself_is_refused() {
    for name in ["host", "Connection", "If-None-Match", "Accept-Encoding", "Transfer-Encoding"] {
        check_feed(
            &format!("headers = {{ {name} = \"x\" }}"),
            &format!("13: [[feed]] headers.{name}: mainstem sends this field itself; take it out"),
        );
    }
}

#[test]
fn a_header_is_one_that_http_can_carry() {
    let message = |field: &str| {
        let toml = format!("[[feed]]\nurl = \"https://a.example/\"\nheaders = {{ {field} }}\n");
        errors(&toml).errors.remove(0).message
    };
    assert_eq!(message("\"X Key\" = \"a\""), "not the name of a header field");
    assert_eq!(message("X-Key = \"\""), "the value is empty");
    assert_eq!(message("a = \"1\", A = \"2\""), "the field stands here twice; case doesn't count");
    assert!(message("X-Key = \"a\\r\\nHost: b\"").starts_with("the value has a line break"));
    assert!(message("X-Key = \"東京\"").starts_with("the value has a line break or a character"));
    assert!(message("X-Key = 3").starts_with("expected a text, { env = … }"));
    assert!(message("X-Key = { env = \"A\", file = \"b\" }").starts_with("expected exactly one"));
    assert_eq!(message("X-Key = { vault = \"A\" }"), "expected env, file or credential");
    assert_eq!(message("X-Key = { env = 3 }"), "expected a name after env");
}

#[test]
fn no_error_shows_a_secret() {
    let environment = |name: &str| (name == "BROKEN").then(|| "hunter2\nhunter2".to_owned());
    let place = Place { env: &environment, credentials_directory: Some(Path::new("/")), ..place() };
    let wrong = [
        "[server]\ntoken = \"hunter2 hunter2\"",
        "[server]\ntoken = { env = \"BROKEN\" }",
        "[server]\ntoken = { env = \"Bearer hunter2\" }",
        "[server]\ntoken = { vault = \"hunter2\" }",
        "[server]\ntoken = [\"hunter2\"]",
        "[server]\ntoken = hunter2",
        "[server]\ntoken = \"hunter2",
        "[server]\ntoken = \"hunter2\" hunter2",
        "[server]\nlogin = \"hunter2\"",
        "[server]\nlogin = { env = \"BROKEN\" }",
        "[fetch]\nproxy = \"ftp://user:hunter2@proxy.lan\"",
        "[fetch]\nproxy = \"http://user:hunter2@\"",
        "[fetch]\nproxy = [\"http://user:hunter2@proxy.lan\"]",
        "[[feed]]\nurl = \"https://user:hunter2@a.example/\"",
        "[[feed]]\nurl = \"https://user:hunter2@:80:80/\"",
        "[[feed]]\nurl = \"https://a.example/?key=hunter2\"\n[[feed]]\n\
         url = \"https://a.example/?key=hunter2\"",
        "[[feed]]\nheaders = { A = \"hunter2\\n\" }",
        "[[feed]]\nheaders = { Host = \"hunter2\" }",
        "[[feed]]\nheaders = { A = { env = \"BROKEN\" } }",
        "[[feed]]\nheaders = \"Authorization: hunter2\"",
    ];
    for toml in wrong {
        let errors = read(toml, &place, JUDGE).expect_err(toml);
        assert!(!format!("{errors} {errors:?}").contains("hunter2"), "{errors}");
    }
}

#[test]
fn settings_do_not_show_secrets() {
    let settings = settings(
        "[server]\ntoken = \"hunter2\"\n[defaults]\nheaders = { A = \"hunter2\" }\n[[feed]]\n\
         url = \"https://a.example/\"\n",
    );
    assert!(!format!("{settings:?}").contains("hunter2"));
}
