//! What a telephone reads off paper: the QR codes of letters, on their pages and in their Word documents, read by a decoder that
//! is not ours, lead to the figure that stands beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(all(feature = "html", feature = "office"))]

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const RULES: &str = "语言 1\n方案 \"甲\" { 地区 甲县; 期间 2021..2025 }\n指标 道路 { 单位 公里; 层级 镇; 类型 时点数 }\n\
                     规则 T-1 \"每镇道路十公里\" { 每个 镇: 道路 >= 10公里 截至 2024; 牵头 交通局; 依据 \"三\" }\n";
const ROSTER: &str = "代码,名称,层级,上级\n1,甲县,县,\n11,东镇,镇,1\n12,西镇,镇,1\n";
const DATA: &str = "指标,对象,年份,数值,计量单位\n道路,东镇,2024,9,公里\n道路,西镇,2024,8.5,公里\n";

fn dabiao(place: &Path, line: &str) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(place)
        .args(["--lang", "zh"])
        .args(line.split(' '))
        .output()
        .unwrap();
    assert!(out.status.code().unwrap() < 2, "{line}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn written() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scanned");
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(place.join("d")).unwrap();
    for (name, text) in [("r.rules", RULES), ("d/名录.csv", ROSTER), ("d/数据.csv", DATA)] {
        fs::write(place.join(name), text).unwrap();
    }
    dabiao(&place, "letters r.rules --data d --as-of 2025-12-31 -o 函");
    place
}

/// A picture of black and white dots.
struct Picture {
    side: usize,
    is_black: Vec<bool>,
}

impl Picture {
    /// What a decoder reads off it.
    fn read(&self) -> String {
        let grey = |x: usize, y: usize| if self.is_black[y * self.side + x] { 0 } else { 255 };
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(self.side, self.side, grey);
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "one code in each picture");
        grids[0].decode().unwrap().1
    }
}

/// The pictures of a page with the text that stands below each.
fn of_page(html: &str) -> Vec<(Picture, String)> {
    const DOTS: usize = 6;
    let svgs = html.split("<svg class=\"qr\"").skip(1);
    let picture = |svg: &str| {
        let between = |from: &str, to: &str| svg.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
        let n: usize = between("viewBox=\"0 0 ", " ").parse().unwrap();
        let side = n * DOTS;
        let mut is_black = vec![false; side * side];
        for square in between("path d=\"", "\"").split('M').skip(1) {
            let (x, y) = square.split_once('h').unwrap().0.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            for dot in 0..DOTS * DOTS {
                is_black[(y * DOTS + dot / DOTS) * side + x * DOTS + dot % DOTS] = true;
            }
        }
        (Picture { side, is_black }, between("<code>", "</code>"))
    };
    svgs.map(picture).collect()
}

/// A picture in a Word document: grey, a bit for each dot, rows without a filter.
fn of_png(png: &[u8]) -> Picture {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
    let side = number(16);
    let (mut at, mut packed) = (8, Vec::new());
    while at < png.len() {
        let n = number(at);
        if &png[at + 4..at + 8] == b"IDAT" {
            packed.extend(&png[at + 8..at + 8 + n]);
        }
        at += n + 12;
    }
    let mut rows = Vec::new();
    flate2::read::ZlibDecoder::new(&*packed).read_to_end(&mut rows).unwrap();
    let row = 1 + side.div_ceil(8);
    let bit = |dot: usize| rows[dot / side * row + 1 + dot % side / 8] >> (7 - dot % side % 8) & 1;
    Picture { side, is_black: (0..side * side).map(|dot| bit(dot) == 0).collect() }
}

#[test]
fn a_telephone_reads_the_code_that_explains_the_figure() {
    let place = written();
    let letter = fs::read_dir(place.join("函")).unwrap().map(|e| e.unwrap().path());
    let (pages, documents): (Vec<PathBuf>, Vec<PathBuf>) = letter.partition(|p| p.extension().unwrap() == "html");
    let mut read = Vec::new();
    for page in &pages {
        for (picture, code) in of_page(&fs::read_to_string(page).unwrap()) {
            let text = picture.read();
            assert_eq!(text, format!("dabiao explain {code}"));
            read.push(text);
        }
    }
    assert!(!read.is_empty(), "{pages:?} hold codes");
    for text in &read {
        let line = text.strip_prefix("dabiao ").unwrap();
        let told = dabiao(&place, &format!("{line} r.rules --data d --as-of 2025-12-31"));
        assert!(told.contains("T-1") && (told.contains("9公里") || told.contains("8.5公里")), "{told}");
    }
    let mut of_documents = Vec::new();
    for document in &documents {
        let mut archive = zip::ZipArchive::new(fs::File::open(document).unwrap()).unwrap();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).unwrap();
            if part.name().unwrap().ends_with(".png") {
                let mut png = Vec::new();
                part.read_to_end(&mut png).unwrap();
                of_documents.push(of_png(&png).read());
            }
        }
    }
    of_documents.sort();
    read.sort();
    assert_eq!(of_documents, read, "paper and page lead to the same figures");
}
