//! What is shipped around the program. The check of the units itself is `.ci/check-unit`.

use std::path::Path;
use std::process::Command;

use crate::support::shared::skip;

#[test]
fn the_units_verify_and_expose_little() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/check-unit");
    let output = Command::new(script).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    if let Some(why) = said.strip_prefix("skipped: ") {
        skip("the_units_verify_and_expose_little", why.trim_end());
        return;
    }
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
