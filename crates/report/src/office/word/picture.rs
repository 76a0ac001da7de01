//! Pictures in a line of text.

use super::Writer;

/// Twelve hundred and seventy times ten thousand make a metre: the unit in which drawings are measured, for a millimetre.
const MILLIMETRE: u32 = 36_000;
/// The side of a picture.
const SIDE: u32 = 20 * MILLIMETRE;
/// What the names of drawings begin with.
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";
/// The name of relations within a text.
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Returns the ID of the relation to a picture.
pub(super) fn id(number: usize) -> String {
    format!("qr{number}")
}

/// Returns the relations to so many pictures, as they stand in a list of relations, and where each picture lies in the file.
pub(crate) fn relations(n: usize) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut places = Vec::new();
    for number in 0..n {
        let target = format!("media/qr{number}.png");
        out.push_str(&format!("<Relationship Id=\"{}\" Type=\"{R}/image\" Target=\"{target}\"/>", id(number)));
        places.push(format!("word/{target}"));
    }
    (out, places)
}

/// Writes a picture; `name` is what it says to those who cannot see it.
pub(super) fn write(number: usize, name: &str, out: &mut Writer) {
    let side = SIDE.to_string();
    let own = (number + 1).to_string();
    let (wp, a, pic) =
        (format!("{DRAWING}/wordprocessingDrawing"), format!("{DRAWING}/main"), format!("{DRAWING}/picture"));
    let none = [("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
    let inline: Vec<(&str, &str)> = [("xmlns:wp", &*wp), ("xmlns:r", R)].into_iter().chain(none).collect();
    out.element("w:drawing", &[], |out| {
        out.element("wp:inline", &inline, |out| {
            out.empty("wp:extent", &[("cx", &side), ("cy", &side)]);
            out.empty("wp:docPr", &[("id", &own), ("name", name), ("descr", name)]);
            out.element("a:graphic", &[("xmlns:a", &*a)], |out| {
                out.element("a:graphicData", &[("uri", &*pic)], |out| {
                    out.element("pic:pic", &[("xmlns:pic", &*pic)], |out| {
                        out.element("pic:nvPicPr", &[], |out| {
                            out.empty("pic:cNvPr", &[("id", &own), ("name", name)]);
                            out.empty("pic:cNvPicPr", &[]);
                        });
                        out.element("pic:blipFill", &[], |out| {
                            out.empty("a:blip", &[("r:embed", &id(number))]);
                            out.element("a:stretch", &[], |out| out.empty("a:fillRect", &[]));
                        });
                        shape(out, &side);
                    });
                });
            });
        });
    });
}

fn shape(out: &mut Writer, side: &str) {
    out.element("pic:spPr", &[], |out| {
        out.element("a:xfrm", &[], |out| {
            out.empty("a:off", &[("x", "0"), ("y", "0")]);
            out.empty("a:ext", &[("cx", side), ("cy", side)]);
        });
        out.element("a:prstGeom", &[("prst", "rect")], |out| out.empty("a:avLst", &[]));
    });
}
