//! A text as it is compared with others, and the news agency that it comes from.

/// A text without what an outlet puts around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    /// The text to compare: without dateline, credits and what recurs in its feed.
    pub text: String,
    /// Where more of the text recurs in its feed than not, a hash of what recurs: what is left may be the
    /// same as elsewhere, and what was taken out was what it is about.
    pub taken_out: Option<u64>,
    /// The agency that it is credited to, or that published it.
    pub agency: Option<Agency>,
    /// Whether that agency itself published it.
    pub is_original: bool,
}

/// A news agency: it writes what many outlets print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the agency of that name; `name` spells it out")]
pub enum Agency {
    Aap,
    Adnkronos,
    Afp,
    Anadolu,
    Ani,
    Ansa,
    Antara,
    Ap,
    Apa,
    App,
    Belga,
    Bernama,
    Bloomberg,
    CanadianPress,
    ChinaNews,
    Cna,
    Dpa,
    Efe,
    EuropaPress,
    Ians,
    Interfax,
    Irna,
    Jiji,
    Kcna,
    Kyodo,
    Lusa,
    News1,
    Newsis,
    Pa,
    Pap,
    Pti,
    Reuters,
    Ria,
    Tass,
    Ukrinform,
    Upi,
    Wam,
    Xinhua,
    Yonhap,
}

impl Agency {
    const ALL: [Self; 39] = [
        Self::Aap,
        Self::Adnkronos,
        Self::Afp,
        Self::Anadolu,
        Self::Ani,
        Self::Ansa,
        Self::Antara,
        Self::Ap,
        Self::Apa,
        Self::App,
        Self::Belga,
        Self::Bernama,
        Self::Bloomberg,
        Self::CanadianPress,
        Self::ChinaNews,
        Self::Cna,
        Self::Dpa,
        Self::Efe,
        Self::EuropaPress,
        Self::Ians,
        Self::Interfax,
        Self::Irna,
        Self::Jiji,
        Self::Kcna,
        Self::Kyodo,
        Self::Lusa,
        Self::News1,
        Self::Newsis,
        Self::Pa,
        Self::Pap,
        Self::Pti,
        Self::Reuters,
        Self::Ria,
        Self::Tass,
        Self::Ukrinform,
        Self::Upi,
        Self::Wam,
        Self::Xinhua,
        Self::Yonhap,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aap => "Australian Associated Press",
            Self::Adnkronos => "Adnkronos",
            Self::Afp => "AFP",
            Self::Anadolu => "Anadolu",
            Self::Ani => "ANI",
            Self::Ansa => "ANSA",
            Self::Antara => "Antara",
            Self::Ap => "Associated Press",
            Self::Apa => "Austria Press Agency",
            Self::App => "Associated Press of Pakistan",
            Self::Belga => "Belga",
            Self::Bernama => "Bernama",
            Self::Bloomberg => "Bloomberg",
            Self::CanadianPress => "Canadian Press",
            Self::ChinaNews => "China News Service",
            Self::Cna => "Central News Agency",
            Self::Dpa => "dpa",
            Self::Efe => "EFE",
            Self::EuropaPress => "Europa Press",
            Self::Ians => "IANS",
            Self::Interfax => "Interfax",
            Self::Irna => "IRNA",
            Self::Jiji => "Jiji Press",
            Self::Kcna => "KCNA",
            Self::Kyodo => "Kyodo News",
            Self::Lusa => "Lusa",
            Self::News1 => "News1",
            Self::Newsis => "Newsis",
            Self::Pa => "PA Media",
            Self::Pap => "Polish Press Agency",
            Self::Pti => "Press Trust of India",
            Self::Reuters => "Reuters",
            Self::Ria => "RIA Novosti",
            Self::Tass => "TASS",
            Self::Ukrinform => "Ukrinform",
            Self::Upi => "UPI",
            Self::Wam => "WAM",
            Self::Xinhua => "Xinhua",
            Self::Yonhap => "Yonhap",
        }
    }

    /// The agency of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|agency| agency.name() == name)
    }
}
