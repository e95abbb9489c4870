//! What the set is made of: articles, days of a running story, quotations and templates, all written for it.
//! The files hold sections: a line `= NAME`, and lines up to the next one.

/// The scripts of the set, with what differs between their publishers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Script {
    Japanese,
    Simplified,
    Traditional,
}

pub(super) const SCRIPTS: [Script; 3] = [Script::Japanese, Script::Simplified, Script::Traditional];

/// A section of a file: for articles, the title and the paragraphs.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) lines: Vec<&'static str>,
}

fn sections(file: &'static str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in file.lines().filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix("= ") {
            sections.push(Section { name, lines: Vec::new() });
        } else if let Some(section) = sections.last_mut() {
            section.lines.push(line);
        }
    }
    sections
}

pub(super) fn articles(script: Script) -> Vec<Section> {
    sections(match script {
        Script::Japanese => include_str!("japanese.txt"),
        Script::Simplified => include_str!("simplified.txt"),
        Script::Traditional => include_str!("traditional.txt"),
    })
}

/// A list that look-alikes are made of: `days`, `quotes` or `follow-ups`.
pub(super) fn more(script: Script, name: &str) -> Vec<&'static str> {
    let file = match script {
        Script::Japanese => include_str!("japanese-more.txt"),
        Script::Simplified | Script::Traditional => include_str!("simplified-more.txt"),
    };
    named(sections(file), name)
}

/// The lines of a template, or the words of a list that fills it.
pub(super) fn template(kind: &str, script: Script) -> Vec<&'static str> {
    let language = if script == Script::Japanese { "japanese" } else { "chinese" };
    named(sections(include_str!("look-alikes.txt")), &format!("{kind} {language}"))
}

fn named(sections: Vec<Section>, name: &str) -> Vec<&'static str> {
    sections
        .into_iter()
        .find(|section| section.name == name)
        .map_or_else(Vec::new, |found| found.lines)
}

impl Script {
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::Simplified => "hans",
            Self::Traditional => "hant",
        }
    }

    pub(super) fn datelines(self) -> &'static [&'static str] {
        match self {
            Self::Japanese => &[
                "東京, 1月29日, /ミナトメディア/ ",
                "【東京共同】",
                "【大阪時事】",
                "［札幌　29日　港通信］ - ",
                "（福岡＝1月29日）",
            ],
            Self::Simplified => &[
                "新华社北京1月29日电　",
                "新华社上海1月29日电（记者李晓、王锐）",
                "中新网1月29日电 ",
                "本报广州1月29日讯（记者 周一鸣）",
                "北京, 1月29日, /港湾通讯/ ",
            ],
            Self::Traditional => &[
                "（中央社記者林予安台北29日電）",
                "〔記者王思齊／高雄報導〕",
                "【本報訊】",
                "台北, 1月29日, /港灣通訊/ ",
            ],
        }
    }

    pub(super) fn footers(self) -> &'static [&'static str] {
        match self {
            Self::Japanese => &[
                "（C）港通信社　無断転載・複製を禁じます。",
                "この記事は有料会員限定です。登録すると続きをお読みいただけます。いまなら初月無料。",
                "【関連記事】\n・週末に読みたい三つの話題\n・写真特集　冬の港町を歩く",
                "ニュースの最新情報は公式アプリでも配信しています。ご意見・ご感想は編集局までお寄せください。",
            ],
            Self::Simplified => &[
                "责任编辑：陈小舟",
                "版权声明：未经授权，任何媒体、网站不得转载、摘编或以其他方式使用本稿件。",
                "更多精彩内容，请下载客户端或扫描二维码关注我们的公众号。",
                "（完）\n\n【延伸阅读】\n一周图片精选\n今天你最关心的五件事",
            ],
            Self::Traditional => &[
                "※ 未經授權，請勿轉載。",
                "▪ 延伸閱讀：一週精選照片\n▪ 加入會員，免費閱讀更多深度報導",
                "不用抽、不用搶，現在用App看新聞，保證天天中獎。點我下載",
            ],
        }
    }

    /// Caption and closing line of a page's markup.
    pub(super) fn furniture(self) -> (&'static str, &'static str) {
        match self {
            Self::Japanese => ("写真はイメージ＝港通信", "この記事をシェアする"),
            Self::Simplified => ("资料图片 港湾通讯发", "分享到朋友圈"),
            Self::Traditional => ("示意圖／港灣通訊", "分享這則新聞"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_articles_enough_and_none_is_short() {
        for (script, least) in
            [(Script::Japanese, 60), (Script::Simplified, 40), (Script::Traditional, 22)]
        {
            let articles = articles(script);
            assert!(articles.len() >= least, "{script:?}: {}", articles.len());
            for article in articles {
                let length: usize = article.lines.iter().map(|line| line.chars().count()).sum();
                assert!((270..=900).contains(&length), "{}: {length}", article.name);
                assert!(article.lines.len() >= 4, "{}", article.name);
            }
        }
    }

    #[test]
    fn no_paragraph_is_in_two_articles() {
        let paragraphs: Vec<&str> =
            SCRIPTS.into_iter().flat_map(articles).flat_map(|article| article.lines).collect();
        assert_eq!(paragraphs.iter().collect::<BTreeSet<_>>().len(), paragraphs.len());
    }
}
