use std::collections::BTreeMap;

use serde::Deserialize;

/// The prices of `docs/prices.json`.
#[derive(Debug, Deserialize)]
pub struct Prices {
    /// The region they are of.
    pub region: String,
    /// The day they were written down.
    pub date: String,
    #[serde(rename = "prices")]
    listed: BTreeMap<String, Price>,
}

#[derive(Debug, Deserialize)]
struct Price {
    usd: f64,
    per: f64,
    #[serde(default)]
    free: f64,
    source: String,
    date: Option<String>,
    checked: String,
}

impl Prices {
    /// The file's.
    pub fn documented() -> Self {
        let prices: Self =
            serde_json::from_str(include_str!("../../../docs/prices.json")).expect("the file is good JSON");
        let known = |price: &Price| {
            price.source.starts_with("https://")
                && ["AWS", "quoted", "unchecked"].contains(&price.checked.as_str())
        };
        assert!(prices.listed.values().all(known), "every price has a source and says how it was checked");
        prices
    }

    /// The day that one price was written down.
    pub fn date_of(&self, what: &str) -> &str {
        self.listed[what].date.as_deref().unwrap_or(&self.date)
    }

    /// The price of so much of something, without what is free.
    pub fn of(&self, what: &str, amount: f64) -> f64 {
        let price = &self.listed[what];
        amount * price.usd / price.per
    }

    /// The price of so much of something in a month, but for what is free in every one.
    pub fn of_month(&self, what: &str, amount: f64) -> f64 {
        self.of(what, (amount - self.listed[what].free).max(0.0))
    }
}
