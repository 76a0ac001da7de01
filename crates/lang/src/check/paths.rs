//! The paths that rule files write: relative to the file that names them, and in one form.

/// Returns a path relative to the file that names it.
pub fn beside(file: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    if path.starts_with('/') || path.get(1..3) == Some(":/") {
        return normal(&path);
    }
    match file.rsplit_once('/') {
        Some((folder, _)) => normal(&format!("{folder}/{path}")),
        None => normal(&path),
    }
}

/// Returns a path without `.` and `..`, so that a file has one name.
pub(super) fn normal(path: &str) -> String {
    let path = path.replace('\\', "/");
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (is_absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_form() {
        assert_eq!(normal("./a//b/../c.rules"), "a/c.rules");
        assert_eq!(beside("rules/x/y.rules", "../common/units.rules"), "rules/common/units.rules");
        assert_eq!(normal("../x"), "../x");
        assert_eq!(normal("/../x"), "/x");
    }
}
