//! How cells look: one set of formats for all workbooks.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use dabiao_lang::model::Verdict;

/// The font of Chinese office workbooks; programs without it take their own.
const FONT: &str = "宋体";
/// The grey of a head.
const HEAD: Color = Color::RGB(0xDC_E6_F1);
/// The grey of what is not to be filled in.
const CLOSED: Color = Color::RGB(0xED_ED_ED);
/// The colour of lines between cells.
const LINE: Color = Color::RGB(0xA6_A6_A6);

/// Returns plain text.
pub(crate) fn base() -> Format {
    Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter)
}

/// Returns the title of a sheet.
pub(crate) fn title() -> Format {
    base().set_font_size(16).set_bold().set_align(FormatAlign::Center)
}

/// Returns a label or a remark above or below a table.
pub(crate) fn label() -> Format {
    base().set_align(FormatAlign::Left)
}

/// Returns a cell of the head of a table.
pub(crate) fn head() -> Format {
    lined(base()).set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(HEAD)
}

/// Returns a line of the head that explains: small and not bold.
pub(crate) fn subhead() -> Format {
    lined(base()).set_font_size(8).set_text_wrap().set_align(FormatAlign::Center).set_background_color(HEAD)
}

/// Returns a cell of text.
pub(crate) fn text() -> Format {
    lined(base()).set_text_wrap()
}

/// Returns a cell of text that a program could take for a formula: it is marked as text.
pub(crate) fn quoted(format: &Format) -> Format {
    format.clone().set_num_format("@").set_quote_prefix()
}

/// Returns a cell of digits that are no number, as a code.
pub(crate) fn code() -> Format {
    lined(base()).set_num_format("@")
}

/// Returns a cell of numbers with so many digits after the point.
pub(crate) fn number(digits: usize) -> Format {
    let format = match digits {
        0 => "#,##0".to_owned(),
        1..=4 => format!("#,##0.{}", "0".repeat(digits)),
        // The cell keeps all digits; it need not show them.
        _ => "#,##0.00####".to_owned(),
    };
    lined(base()).set_num_format(format).set_align(FormatAlign::Right)
}

/// Returns a cell that is to be filled in.
pub(crate) fn open() -> Format {
    lined(base()).set_unlocked()
}

/// Returns a cell that is not to be filled in.
pub(crate) fn closed() -> Format {
    lined(base()).set_background_color(CLOSED).set_align(FormatAlign::Center).set_font_color(LINE)
}

/// Returns the colours of a verdict: of the text and behind it.
pub(crate) fn colours(verdict: Verdict) -> (Color, Color) {
    let (text, behind) = match verdict {
        Verdict::Unmet => (0x9C_00_06, 0xFF_C7_CE),
        Verdict::Invalid => (0x7B_1F_A2, 0xE9_D5_F2),
        Verdict::Missing => (0x59_59_59, 0xD9_D9_D9),
        Verdict::Empty => (0x7F_7F_7F, 0xF2_F2_F2),
        Verdict::Behind => (0x9C_57_00, 0xFF_EB_9C),
        Verdict::Pending | Verdict::Exempt => (0x40_40_40, 0xFF_FF_FF),
        Verdict::OnTrack => (0x1F_4E_79, 0xDD_EB_F7),
        Verdict::Early | Verdict::Met => (0x00_61_00, 0xC6_EF_CE),
    };
    (Color::RGB(text), Color::RGB(behind))
}

/// Returns a cell of a sign or a verdict, in the middle.
pub(crate) fn mark() -> Format {
    lined(base()).set_align(FormatAlign::Center)
}

/// Adds lines on all sides.
fn lined(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}
