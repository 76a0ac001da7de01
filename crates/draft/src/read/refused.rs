//! Files that are told plainly what to do with them: what they are by their name, else by their first bytes.
//!
//! The name is asked first: a damaged .odt and an .et are archives like .docx, and the words for those would not help.

use dabiao_lang::diag::Both;

/// A kind of file that is not read.
struct Refused {
    extensions: &'static [&'static str],
    /// First bytes that only such files have; may be empty.
    begins: &'static [u8],
    zh: &'static str,
    en: &'static str,
}

const REFUSED: &[Refused] = &[
    Refused {
        extensions: &["doc", "dot", "wps", "wpt"],
        begins: &[0xD0, 0xCF, 0x11, 0xE0],
        zh: "是旧版 Word 或 WPS 文件（.doc、.wps），读不了：用 Word 或 WPS 打开，另存为 .docx 再试",
        en: "this is an old Word or WPS file (.doc, .wps), which is not read: open it in Word or WPS and save it as .docx",
    },
    Refused {
        extensions: &["rtf"],
        begins: b"{\\rtf",
        zh: "是 RTF 文件，读不了：用 Word 或 WPS 打开，另存为 .docx 再试",
        en: "this is a file in Rich Text Format, which is not read: open it in Word or WPS and save it as .docx",
    },
    Refused {
        extensions: &["odt", "ott", "fodt", "sxw", "uot"],
        begins: &[],
        zh: "是 OpenDocument 文字文件（.odt），读不了：用 LibreOffice、Word 或 WPS 打开，另存为 .docx 再试",
        en: "this is an OpenDocument text (.odt), which is not read: open it in LibreOffice, Word or WPS and save it as .docx",
    },
    Refused {
        extensions: &["xls", "xlsx", "xlsm", "xlsb", "et", "ett", "ods"],
        begins: &[],
        zh: "是电子表格，不是文件正文，起草时读不了：把任务表复制到 Word 里存为 .docx 再试；统计数据请用 eval 的 --data",
        en: "this is a spreadsheet, which is not read here: copy the table of tasks into Word and save it as .docx; statistics go to `--data` of eval",
    },
    Refused {
        extensions: &["ppt", "pptx", "dps", "dpt", "odp"],
        begins: &[],
        zh: "是演示文稿，读不了：把文字和表格复制到 Word 里，存为 .docx 再试",
        en: "these are slides, which are not read: copy text and tables into Word and save them as .docx",
    },
    Refused {
        extensions: &["ofd"],
        begins: &[],
        zh: "是 OFD 版式文件，读不了：用阅读器转换为 .docx，或者另存为 PDF 再试",
        en: "this is a fixed-layout OFD file, which is not read: convert it into .docx in its reader, or save it as PDF",
    },
    Refused {
        extensions: &["jpg", "jpeg", "png", "tif", "tiff", "bmp", "gif"],
        begins: &[],
        zh: "是图片，里面的字读不了：先做文字识别，存为 .docx 或 .txt 再试",
        en: "this is a picture, whose text is not read: recognise its text first and save it as .docx or .txt",
    },
    Refused {
        extensions: &["zip", "rar", "7z", "gz", "tar"],
        begins: &[],
        zh: "是压缩包，读不了：先解压，再对里面的文件起草",
        en: "this is an archive, which is not read: unpack it and draft the files inside",
    },
];

/// Returns why a file is not read, if it is one of those that never are.
pub fn why(extension: &str, bytes: &[u8]) -> Option<Both> {
    let by_name = REFUSED.iter().find(|r| r.extensions.contains(&extension));
    let by_bytes = || REFUSED.iter().find(|r| !r.begins.is_empty() && bytes.starts_with(r.begins));
    by_name.or_else(by_bytes).map(|r| Both::of(r.zh, r.en))
}
