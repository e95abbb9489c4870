//! Text that looks and compresses like news, from a number: the same number gives the same text. Words
//! are made of syllables, so that no two items share more than two of them share by chance.

/// Marsaglia's xorshift64*: all the chance there is here.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// A sequence for each combination of these numbers.
    pub(crate) fn of(parts: [u64; 3]) -> Self {
        let mixed = parts.iter().fold(0x9e37_79b9_7f4a_7c15, |sum: u64, part| {
            (sum ^ part).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(29)
        });
        let mut chance = Self(mixed | 1);
        chance.below(2);
        chance
    }

    /// A number in `0..bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }

    /// Whether something happens that happens once in so many times.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let at = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(at).copied().unwrap_or_default()
    }
}

const SMALL_WORDS: &[&str] = &[
    "the", "of", "and", "to", "in", "a", "for", "on", "that", "with", "as", "by", "at", "from",
    "said", "was", "after", "has", "will", "over",
];

const SYLLABLES: &[&str] = &[
    "ba", "cor", "den", "el", "far", "gan", "hu", "is", "ker", "lo", "min", "nor", "op", "per",
    "qua", "ri", "sta", "ton", "ul", "ver", "wes", "yo", "zan", "mer", "li", "tra", "cha", "sho",
];

const ENTITIES: &[&str] = &["&amp;", "&mdash;", "&eacute;t&eacute;", "&#8217;", "&nbsp;", "&lt;3"];

const KANA: &[&str] = &[
    "日本",
    "政府",
    "東京",
    "発表",
    "する",
    "した",
    "の",
    "は",
    "が",
    "を",
    "に",
    "で",
    "と",
    "会議",
    "首相",
    "経済",
    "地震",
    "午後",
    "関係者",
    "によると",
    "について",
    "明らかに",
    "問題",
    "選手",
    "大会",
    "市場",
    "株価",
    "気象",
    "警報",
    "新型",
    "調査",
    "結果",
    "研究",
    "開発",
];

/// What language the words are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    /// Latin letters.
    Western,
    /// Japanese, without spaces.
    Japanese,
}

/// A title of so many words.
pub(crate) fn title(chance: &mut Chance, tongue: Tongue, words: u64) -> String {
    let mut title = words_of(chance, tongue, words);
    if let Some(first) = title.get(..1) {
        let first = first.to_uppercase();
        title.replace_range(..1, &first);
    }
    title
}

/// An article of about so many bytes as HTML: paragraphs with links, pictures, lists and entities.
pub(crate) fn article(chance: &mut Chance, tongue: Tongue, site: &str, bytes: usize) -> String {
    let picture = chance.below(1_000_000);
    let mut html = format!(
        "<figure><img src=\"{site}/images/{picture}.jpg\" width=\"640\" height=\"427\" alt=\"\"></figure>\n"
    );
    while html.len() < bytes {
        let words = 20 + chance.below(40);
        let text = words_of(chance, tongue, words);
        let block = match chance.below(9) {
            0 => format!("<blockquote><p>{text}.</p></blockquote>\n"),
            1 => {
                let more = words_of(chance, tongue, 6);
                format!("<ul><li>{text}</li><li>{more}</li></ul>\n")
            }
            2 | 3 => {
                let name = words_of(chance, tongue, 3);
                let number = chance.below(90_000);
                format!("<p>{text} <a href=\"{site}/topics/{number}?ref=feed\">{name}</a>.</p>\n")
            }
            4 => format!("<p>{text} {} {}.</p>\n", chance.pick(ENTITIES), chance.below(2_000)),
            _ => format!("<p>{text}.</p>\n"),
        };
        html.push_str(&block);
    }
    html
}

fn words_of(chance: &mut Chance, tongue: Tongue, count: u64) -> String {
    let words: Vec<String> = (0..count).map(|_| word(chance, tongue)).collect();
    words.join(if tongue == Tongue::Japanese { "" } else { " " })
}

fn word(chance: &mut Chance, tongue: Tongue) -> String {
    if tongue == Tongue::Japanese {
        return chance.pick(KANA).to_owned();
    }
    if chance.once_in(2) {
        return chance.pick(SMALL_WORDS).to_owned();
    }
    (0..2 + chance.below(2)).map(|_| chance.pick(SYLLABLES)).collect()
}
