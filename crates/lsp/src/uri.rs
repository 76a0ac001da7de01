//! File URIs to paths and back: percent signs, Chinese names, drive letters.

use gen_lsp_types::Uri;

/// Returns the path of a file URI, with `/` between parts; any other URI stands for itself.
pub(crate) fn path_of(uri: &Uri) -> String {
    let Some(rest) = uri.0.strip_prefix("file://") else { return uri.0.clone() };
    // A host before the path is a Windows share: `file://server/share`.
    let path = decoded(rest);
    let is_drive =
        path.get(1..2).is_some_and(|c| c.bytes().all(|b| b.is_ascii_alphabetic())) && path.get(2..3) == Some(":");
    match (path.strip_prefix('/'), is_drive) {
        (Some(drive), true) => drive.to_owned(),
        (Some(_), false) => path,
        (None, _) => format!("//{path}"),
    }
}

/// Returns the URI of a path.
pub(crate) fn uri_of(path: &str) -> Uri {
    // `untitled:Untitled-1` and its like were URIs when they came.
    let has_scheme = path.split_once(':').is_some_and(|(scheme, _)| scheme.len() > 1 && !scheme.contains('/'));
    if has_scheme {
        return Uri(path.to_owned());
    }
    let mut out = String::from("file://");
    let path = match path.strip_prefix("//") {
        Some(share) => share,
        None => {
            if !path.starts_with('/') {
                out.push('/');
            }
            path
        }
    };
    for byte in path.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        if is_plain {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri(out)
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        match code.and_then(|h| u8::from_str_radix(h, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back() {
        for path in ["/家/规则 1/甲%.rules", "c:/规则/甲.rules", "//server/共享/甲.rules", "untitled:Untitled-1"]
        {
            assert_eq!(path_of(&uri_of(path)), path);
        }
        assert_eq!(path_of(&Uri("file:///c%3A/a.rules".to_owned())), "c:/a.rules");
        assert_eq!(path_of(&Uri("file:///100%".to_owned())), "/100%");
    }
}
