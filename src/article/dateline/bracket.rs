//! Datelines of East Asia: in brackets, or in one run with the text.

use super::date::{Day, day};
use super::read::Dateline;
use crate::article::agency::{self, is_dash};

/// How long what is in brackets may be, in characters.
const LONGEST: usize = 40;

/// How far the word for a cable may be from the beginning, in characters.
const LONGEST_CABLE: usize = 30;

/// What is in the brackets that a text begins with, and what follows them.
pub(super) fn closed_by(text: &str) -> Option<(&str, &str)> {
    let mut after = text.chars();
    let close = match after.next()? {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '［' => '］',
        '【' => '】',
        '〔' => '〕',
        _ => return None,
    };
    after.as_str().split_once(close)
}

/// `【東京1月29日AFP=時事】`, `（東京　25日　共同）`, `(서울=연합뉴스) 홍길동 기자 =`.
pub(super) fn bracketed(head: &str) -> Option<Dateline<'_>> {
    let (inside, rest) = closed_by(head)?;
    if inside.contains('\n') || inside.chars().count() > LONGEST {
        return None;
    }
    // In Latin letters, what is more than an agency is the credit of a picture, or a remark.
    let is_only = agency::only(inside).is_some();
    let is_named = is_only || !inside.is_ascii() && agency::trailing(inside).is_some();
    let is_signed = head.starts_with('【') && (ends_with_day(inside) || is_place_and_name(inside));
    let goes_on = rest.trim_start().starts_with(char::is_lowercase);
    if goes_on || !is_named && !is_signed {
        return None;
    }
    let agency = if is_named { agency::named(inside) } else { None };
    let rest = after_reporter(rest);
    Some(Dateline {
        agency,
        rest: rest.trim_start_matches(|c: char| is_dash(c) || c.is_whitespace()),
    })
}

fn ends_with_day(inside: &str) -> bool {
    let starts = inside.char_indices().filter(|(_, c)| c.is_numeric());
    starts
        .filter_map(|(at, _)| inside.get(at..))
        .any(|text| matches!(day(text), Some((Day::Full, rest)) if rest.trim().is_empty()))
}

/// `ワシントン＝山田太郎`: who writes from where.
fn is_place_and_name(inside: &str) -> bool {
    let Some((place, name)) = inside.split_once(['＝', '=']) else { return false };
    let is_name = |text: &str| {
        let text = text.trim();
        !text.is_empty() && text.chars().all(|c| c > '\u{3000}' && c.is_alphabetic() || c == '　')
    };
    inside.chars().count() <= 20 && is_name(place) && is_name(name)
}

/// What follows `홍길동 기자 = `.
fn after_reporter(text: &str) -> &str {
    let Some((reporter, rest)) = text.split_once(" = ") else { return text };
    let is_reporter = reporter.chars().count() <= LONGEST
        && (reporter.ends_with("기자") || reporter.ends_with("특파원"));
    if is_reporter { rest } else { text }
}

/// `新华社北京11月25日电（记者…）`.
pub(super) fn unspaced(head: &str) -> Option<Dateline<'_>> {
    let inner = head.strip_prefix(['（', '(']);
    let start = inner.unwrap_or(head);
    let named = agency::leading(start);
    let (at, cable) =
        start.char_indices().take(LONGEST_CABLE).find(|(_, c)| "电電".contains(*c))?;
    let (before, after) = start.split_at_checked(at)?;
    let is_dated = before.trim_end().ends_with('日');
    let is_run = !before.contains(['。', '，', '、', '\n', '「', '“', '《']);
    // Without an agency it is a name of a place, and nothing else, before the day.
    let is_bare = named.is_none() && before.chars().count() <= 12 && ends_with_day(before);
    if !is_dated || !is_run || named.is_none() && !is_bare {
        return None;
    }
    let rest = after.strip_prefix(cable)?;
    let rest = match inner {
        Some(_) => rest.strip_prefix(['）', ')'])?,
        None => rest,
    };
    let rest = rest.trim_start();
    let signed = closed_by(rest).filter(|(inside, _)| inside.contains(['记', '記']));
    let rest = signed.map_or(rest, |(_, rest)| rest);
    let rest = rest.trim_start_matches(|c: char| is_dash(c) || c.is_whitespace() || c == '：');
    Some(Dateline { agency: named.map(|(agency, _)| agency), rest })
}
