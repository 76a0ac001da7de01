//! Who answers for a target: 牵头, 责任, 配合 and 落实, in brackets behind a paragraph or on lines of their own.
//!
//! Takes a passage, gives the offices that it names and where: `（县农业农村局牵头，县财政局配合，各镇落实）`,
//! `（责任单位：…）`, `牵头单位：…；责任单位：…`, `（…按职责分工负责）`.

use super::document::Range;
use super::line::Line;
use super::tables::notes::OFFICE_TAILS;

/// The offices of a target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offices {
    /// 牵头
    pub lead: Vec<String>,
    /// 责任
    pub responsible: Vec<String>,
    /// 配合
    pub support: Vec<String>,
    /// 落实
    pub carry: Vec<String>,
}

/// Offices with their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The offices.
    pub offices: Offices,
    /// Where they are named.
    pub range: Range,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Lead,
    Responsible,
    Support,
    Carry,
}

/// Words before a colon, with the role of those behind it.
const HEADS: &[(&str, Role)] = &[
    ("牵头单位", Role::Lead),
    ("牵头部门", Role::Lead),
    ("牵头责任单位", Role::Lead),
    ("主办单位", Role::Lead),
    ("牵头", Role::Lead),
    ("牵头领导", Role::Lead),
    ("责任单位", Role::Responsible),
    ("责任部门", Role::Responsible),
    ("主要责任单位", Role::Responsible),
    ("责任主体", Role::Responsible),
    ("负责单位", Role::Responsible),
    ("承办单位", Role::Responsible),
    ("实施单位", Role::Responsible),
    ("完成单位", Role::Responsible),
    ("配合单位", Role::Support),
    ("配合部门", Role::Support),
    ("协办单位", Role::Support),
    ("参与单位", Role::Support),
    ("参加单位", Role::Support),
    ("协同单位", Role::Support),
    ("协作单位", Role::Support),
    ("落实单位", Role::Carry),
    ("落实主体", Role::Carry),
];
/// Words behind a list of offices, with their role.
const TAILS: &[(&str, Role)] = &[
    ("分别牵头负责", Role::Lead),
    ("牵头负责", Role::Lead),
    ("分别牵头", Role::Lead),
    ("牵头组织", Role::Lead),
    ("共同牵头", Role::Lead),
    ("牵头", Role::Lead),
    ("按职责分工负责", Role::Responsible),
    ("按照职责分工负责", Role::Responsible),
    ("分工负责", Role::Responsible),
    ("按职责负责", Role::Responsible),
    ("具体负责", Role::Responsible),
    ("共同负责", Role::Responsible),
    ("分别负责", Role::Responsible),
    ("配合推进", Role::Support),
    ("配合", Role::Support),
    ("协助", Role::Support),
    ("参与", Role::Support),
    ("负责落实", Role::Carry),
    ("抓好落实", Role::Carry),
    ("贯彻落实", Role::Carry),
    ("具体落实", Role::Carry),
    ("组织实施", Role::Carry),
    ("落实", Role::Carry),
    ("等负责", Role::Responsible),
    ("负责", Role::Responsible),
];

/// Finds the offices that a passage names.
pub fn find(line: &Line) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        if line.at(at) == '('
            && let Some(end) = (at..(at + 600).min(line.len())).find(|&i| line.at(i) == ')' && !is_inner(line, at, i))
        {
            let offices = read(&line.text(at + 1, end));
            if !offices.is_empty() {
                found.push(Named { offices, range: line.range(at, end + 1) });
            }
            at = end;
        } else if is_line_head(line, at) {
            let end = (at..(at + 600).min(line.len()))
                .find(|&i| line.at(i) == '。')
                .unwrap_or_else(|| line.len().min(at + 600));
            let offices = read(&line.text(at, end));
            if !offices.is_empty() {
                found.push(Named { offices, range: line.range(at, end) });
            }
            at = end;
        }
        at += 1;
    }
    found
}

/// Returns the offices of a text that is nothing else, such as a table's cell under 责任单位.
pub fn of_cell(text: &str, head: &str) -> Offices {
    let role = HEADS.iter().find(|(w, _)| head.contains(w)).map_or(Role::Responsible, |(_, r)| *r);
    let with_roles = read(text);
    if !with_roles.is_empty() {
        return with_roles;
    }
    let mut offices = Offices::default();
    offices.add(role, text);
    offices
}

fn is_line_head(line: &Line, at: usize) -> bool {
    let starts = at == 0 || matches!(line.before(at), '。' | '；' | '\n' | ' ');
    starts && HEADS.iter().any(|(w, _)| line.begins(at, w) && line.at(at + w.chars().count()) == '：')
}

/// Returns whether a closing bracket closes one inside: `(县政府办(金融办)牵头)`.
fn is_inner(line: &Line, open: usize, close: usize) -> bool {
    let inside = line.slice(open + 1, close);
    inside.iter().filter(|c| **c == '(').count() > inside.iter().filter(|c| **c == ')').count()
}

/// Reads what stands between brackets or on a line.
fn read(text: &str) -> Offices {
    let mut offices = Offices::default();
    let mut role = None;
    let mut pending: Vec<&str> = Vec::new();
    for piece in text.split(['，', '；', '。', ' ']) {
        let mut piece = piece.trim();
        if let Some((head, rest)) = piece.split_once('：') {
            let Some((_, found)) = HEADS.iter().find(|(w, _)| head.ends_with(w)) else { continue };
            role = Some(*found);
            piece = rest;
        }
        let tail = TAILS.iter().filter(|(w, _)| piece.ends_with(w)).max_by_key(|(w, _)| w.len());
        match (tail, role) {
            (Some((word, found)), _) => {
                for waiting in pending.drain(..) {
                    offices.add(*found, waiting);
                }
                offices.add(*found, piece.strip_suffix(word).unwrap_or(piece));
            }
            (None, Some(role)) => offices.add(role, piece),
            (None, None) => pending.push(piece),
        }
    }
    offices
}

impl Offices {
    /// Returns whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.lead.is_empty() && self.responsible.is_empty() && self.support.is_empty() && self.carry.is_empty()
    }

    /// Returns everybody with the role's position, in the order lead, responsible, support, carry.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.lead.iter().chain(&self.responsible).chain(&self.support).chain(&self.carry)
    }

    fn add(&mut self, role: Role, text: &str) {
        let names = text.split('、').flat_map(split_and).map(str::trim).filter(|n| is_office(n));
        let list = match role {
            Role::Lead => &mut self.lead,
            Role::Responsible => &mut self.responsible,
            Role::Support => &mut self.support,
            Role::Carry => &mut self.carry,
        };
        for name in names {
            if !list.iter().any(|n| n == name) {
                list.push(name.to_owned());
            }
        }
    }
}

/// Parts `县财政局和各镇`, not `和平镇`.
fn split_and(text: &str) -> Vec<&str> {
    for word in ["和", "以及", "及"] {
        if let Some((a, b)) = text.split_once(word)
            && is_office(a)
            && is_office(b)
        {
            return vec![a, b];
        }
    }
    vec![text.strip_prefix('由').unwrap_or(text)]
}

fn is_office(name: &str) -> bool {
    let n = name.chars().count();
    let plain =
        !name.contains(['。', '，', '：', '；', '、', '%', '“', '《']) && !name.chars().any(|c| c.is_ascii_digit());
    (2..=26).contains(&n)
        && plain
        && OFFICE_TAILS.iter().any(|t| name.trim_end_matches(')').ends_with(t) || name.ends_with(')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(text: &str) -> Offices {
        let chars: Vec<char> = text.chars().collect();
        let line = Line::fold(&chars, 0);
        find(&line).into_iter().next().map(|n| n.offices).unwrap_or_default()
    }

    #[test]
    fn offices_in_every_form() {
        let o = read_one("……（县农业农村局牵头，县财政局、县水利局配合，各镇落实）");
        assert_eq!(
            (o.lead.join(" "), o.support.join(" "), o.carry.join(" ")),
            ("县农业农村局".into(), "县财政局 县水利局".into(), "各镇".into())
        );
        let o = read_one("（责任单位：县人社局、县财政局，落实单位：各镇人民政府）");
        assert_eq!((o.responsible.join(" "), o.carry.join(" ")), ("县人社局 县财政局".into(), "各镇人民政府".into()));
        let o = read_one("牵头单位：县司法局，责任单位：相关职能部门，各镇。");
        assert_eq!((o.lead.join(" "), o.responsible.join(" ")), ("县司法局".into(), "相关职能部门 各镇".into()));
        let o = read_one("（市发展改革委、市财政局按职责分工负责）");
        assert_eq!(o.responsible.join(" "), "市发展改革委 市财政局");
        let o = read_one("（县政府办（金融办）牵头，县财政局和各镇负责落实）");
        assert_eq!((o.lead.join(" "), o.carry.join(" ")), ("县政府办(金融办)".into(), "县财政局 各镇".into()));
        assert!(read_one("种植面积达到15万亩（林下13万亩）").is_empty());
    }
}
