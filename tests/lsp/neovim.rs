//! A real editor: Neovim without a screen opens a file with a mistake, is told of it, and applies the fix.

use std::process::Command;

#[test]
fn neovim_shows_a_finding_and_applies_its_fix() {
    if Command::new("nvim").arg("--version").output().is_err() {
        // CI installs it (Debian: neovim); elsewhere this is said and not passed over in silence.
        assert!(std::env::var_os("CI").is_none(), "CI has no nvim");
        eprintln!("NOT TRIED: there is no nvim on the path");
        return;
    }
    let script = format!("{}/editors/neovim/test.lua", std::fs::canonicalize(crate::ROOT).unwrap().display());
    let ran = Command::new("nvim")
        .args(["--headless", "--noplugin", "-i", "NONE", "-u", &script])
        .env("DABIAO", env!("CARGO_BIN_EXE_dabiao"))
        .env("HOME", std::env::temp_dir())
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && said.contains("ok"), "{said}");
}
