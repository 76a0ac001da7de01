//! The parts of the file: types, relations, properties, styles, the document with its head and foot.

use chrono::NaiveDate;

use super::text::{Paragraph, fonts};
use super::{Twips, Writer, picture};
use crate::office::OfficeError;
use crate::office::package::Package;

/// The name of the text's own elements.
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The name of relations within a text.
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The name of the relations of a file.
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// What the types of our parts begin with.
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// The type of the properties.
const CORE: &str = "application/vnd.openxmlformats-package.core-properties+xml";
/// The relation to the properties.
const CORE_RELATION: &str = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";

/// What a document is, besides its text.
#[derive(Debug, Clone)]
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) day: NaiveDate,
    /// The font of Chinese text without one of its own.
    pub(crate) east_asia: &'static str,
    /// Its size in half points.
    pub(crate) size: u32,
    /// Left, right, above, below.
    pub(crate) margins: [Twips; 4],
    pub(crate) head: Paragraph,
    pub(crate) foot: Paragraph,
    /// The pictures (PNG) that the text shows, in order.
    pub(crate) pictures: Vec<Vec<u8>>,
}

/// Returns the bytes of a document.
pub(crate) fn pack(body: Writer, about: &About<'_>) -> Result<Vec<u8>, OfficeError> {
    let mut package = Package::new();
    package.add("[Content_Types].xml", &types(!about.pictures.is_empty()))?;
    let of_file = [
        ("rId1", format!("{R}/officeDocument"), "word/document.xml"),
        ("rId2", CORE_RELATION.to_owned(), "docProps/core.xml"),
    ];
    package.add("_rels/.rels", &relations(&of_file))?;
    package.add("docProps/core.xml", &core(about))?;
    package.add("word/document.xml", &document(body, about))?;
    let of_document = [
        ("rId1", format!("{R}/styles"), "styles.xml"),
        ("rId2", format!("{R}/header"), "header1.xml"),
        ("rId3", format!("{R}/footer"), "footer1.xml"),
    ];
    package.add("word/_rels/document.xml.rels", &with_pictures(relations(&of_document), &about.pictures))?;
    for (place, picture) in picture::relations(about.pictures.len()).1.iter().zip(&about.pictures) {
        package.add(place, picture)?;
    }
    package.add("word/styles.xml", &styles(about))?;
    package.add("word/header1.xml", &aside("w:hdr", &about.head))?;
    package.add("word/footer1.xml", &aside("w:ftr", &about.foot))?;
    package.finish()
}

fn with_pictures(relations: Vec<u8>, pictures: &[Vec<u8>]) -> Vec<u8> {
    const END: &str = "</Relationships>";
    let text = String::from_utf8(relations).unwrap_or_default();
    text.replace(END, &format!("{}{END}", picture::relations(pictures.len()).0)).into_bytes()
}

fn types(has_pictures: bool) -> Vec<u8> {
    let mut out = Writer::part();
    let name = "http://schemas.openxmlformats.org/package/2006/content-types";
    out.element("Types", &[("xmlns", name)], |out| {
        let relations = "application/vnd.openxmlformats-package.relationships+xml";
        out.empty("Default", &[("Extension", "rels"), ("ContentType", relations)]);
        out.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
        if has_pictures {
            out.empty("Default", &[("Extension", "png"), ("ContentType", "image/png")]);
        }
        let part = |out: &mut Writer, name: &str, kind: &str| {
            out.empty("Override", &[("PartName", name), ("ContentType", kind)]);
        };
        part(out, "/docProps/core.xml", CORE);
        part(out, "/word/document.xml", &format!("{TYPE}.document.main+xml"));
        part(out, "/word/styles.xml", &format!("{TYPE}.styles+xml"));
        part(out, "/word/header1.xml", &format!("{TYPE}.header+xml"));
        part(out, "/word/footer1.xml", &format!("{TYPE}.footer+xml"));
    });
    out.bytes()
}

fn relations(all: &[(&str, String, &str)]) -> Vec<u8> {
    let mut out = Writer::part();
    out.element("Relationships", &[("xmlns", RELATIONS)], |out| {
        for (id, kind, target) in all {
            out.empty("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
        }
    });
    out.bytes()
}

/// Dated by what the document reports on, not by a clock.
fn core(about: &About<'_>) -> Vec<u8> {
    let mut out = Writer::part();
    let names = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    let day = format!("{}T00:00:00Z", about.day);
    out.element("cp:coreProperties", &names, |out| {
        out.element("dc:title", &[], |out| out.text(&super::super::cell::plain(about.title)));
        out.element("dc:creator", &[], |out| out.text(concat!("dabiao ", env!("CARGO_PKG_VERSION"))));
        for name in ["dcterms:created", "dcterms:modified"] {
            out.element(name, &[("xsi:type", "dcterms:W3CDTF")], |out| out.text(&day));
        }
    });
    out.bytes()
}

fn document(body: Writer, about: &About<'_>) -> Vec<u8> {
    let mut out = Writer::part();
    out.element("w:document", &[("xmlns:w", W), ("xmlns:r", R)], |out| {
        out.element("w:body", &[], |out| {
            out.append(body);
            section(out, about);
        });
    });
    out.bytes()
}

/// A4, upright.
fn section(out: &mut Writer, about: &About<'_>) {
    let [left, right, top, bottom] = about.margins.map(|m| m.to_string());
    out.element("w:sectPr", &[], |out| {
        out.empty("w:headerReference", &[("w:type", "default"), ("r:id", "rId2")]);
        out.empty("w:footerReference", &[("w:type", "default"), ("r:id", "rId3")]);
        out.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
        let margins = [
            ("w:top", &*top),
            ("w:right", &*right),
            ("w:bottom", &*bottom),
            ("w:left", &*left),
            ("w:header", "850"),
            ("w:footer", "1400"),
            ("w:gutter", "0"),
        ];
        out.empty("w:pgMar", &margins);
    });
}

fn styles(about: &About<'_>) -> Vec<u8> {
    let mut out = Writer::part();
    out.element("w:styles", &[("xmlns:w", W)], |out| {
        out.element("w:docDefaults", &[], |out| {
            out.element("w:rPrDefault", &[], |out| {
                out.element("w:rPr", &[], |out| {
                    fonts(out, about.east_asia);
                    out.value("w:sz", about.size);
                    out.value("w:szCs", about.size);
                    out.empty("w:lang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
                });
            });
            out.empty("w:pPrDefault", &[]);
        });
        out.element("w:style", &[("w:type", "paragraph"), ("w:default", "1"), ("w:styleId", "a")], |out| {
            out.value("w:name", "Normal");
            out.empty("w:qFormat", &[]);
        });
    });
    out.bytes()
}

fn aside(name: &str, paragraph: &Paragraph) -> Vec<u8> {
    let mut out = Writer::part();
    out.element(name, &[("xmlns:w", W), ("xmlns:r", R)], |out| paragraph.write(out));
    out.bytes()
}
