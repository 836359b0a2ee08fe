//! The invented group: who it is, whom it buys from, how it keeps its books.

use entity::kinds::AgreementTieBreak;

/// A legal entity of the group.
pub struct Company {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its accounting currency.
    pub currency: &'static str,
    /// Its sites, by code and name.
    pub sites: &'static [(&'static str, &'static str)],
    /// Where its numbers that look random begin.
    pub seed: u64,
    /// How many agreements it makes.
    pub agreements: u64,
    /// How many orders it places, at the least.
    pub orders: u64,
    /// Which agreement wins for indirect orders.
    pub tie_break: AgreementTieBreak,
    /// Its buyers, by turns of a month.
    pub buyers: [&'static str; 2],
    /// Vendors outside the group: name, currency, the categories that they sell in.
    pub vendors: &'static [VendorRow],
}

/// A vendor: its name, its currency, the codes of the categories that it sells in.
pub type VendorRow = (&'static str, &'static str, &'static [&'static str]);

const STEEL: &[&str] = &["DIR-MET-SHT", "DIR-MET-BAR"];
const FASTENERS: &[&str] = &["DIR-FAS-SCR", "DIR-FAS-WAS"];
const DRIVES: &[&str] = &["DIR-DRV-BRG", "DIR-DRV-HYD", "DIR-FAS-SCR"];
const HYDRAULICS: &[&str] = &["DIR-DRV-HYD", "IND-MRO-CHE"];
const ELECTRIC: &[&str] = &["DIR-ELE-SEN", "DIR-ELE-CAB"];
const PACKAGING: &[&str] = &["DIR-PAC-BOX"];
const TOOLS: &[&str] = &["IND-MRO-TOL", "IND-MRO-CHE", "IND-MRO-PPE"];
const OFFICE: &[&str] = &["IND-OFF-SUP", "IND-OFF-IT"];
const FREIGHT: &[&str] = &["SER-LOG-FRT", "DIR-PAC-BOX"];
const FACILITY: &[&str] = &["SER-FAC-CLN", "SER-FAC-MNT", "IND-MRO-PPE"];

/// What the members of the group sell to each other.
pub const INSIDE: &[&str] = &["DIR-MET-BAR", "DIR-DRV-BRG", "DIR-ELE-SEN", "SER-FAC-MNT"];

/// The group. Each of its members sells to the others too.
pub const GROUP: [Company; 3] = [
    Company {
        code: "SE01",
        name: "Nordlys Industri AB",
        currency: "SEK",
        sites: &[("GBG", "Göteborg"), ("VXO", "Växjö"), ("LLA", "Luleå")],
        seed: 0x5E01,
        agreements: 80,
        orders: 800,
        tie_break: AgreementTieBreak::BestPrice,
        buyers: [
            "karin.lindqvist@nordlys.example",
            "erik.sandberg@nordlys.example",
        ],
        vendors: &[
            ("Bergslagens Stål AB", "SEK", STEEL),
            ("Ahlströms Fästelement AB", "SEK", FASTENERS),
            ("Västkust Logistik AB", "SEK", FREIGHT),
            ("Mälardalens El & Automation AB", "SEK", ELECTRIC),
            ("Kontorsgiganten i Norden AB", "SEK", OFFICE),
            ("Skånska Hydraulik AB", "SEK", HYDRAULICS),
            ("Norrlands Energi & Värme AB", "SEK", FACILITY),
            ("Sörmlands Städ & Service AB", "SEK", FACILITY),
            ("Rheinwerk Antriebstechnik GmbH", "EUR", DRIVES),
            ("Schwarzwald Präzision GmbH & Co. KG", "EUR", TOOLS),
            ("Østfold Plast AS", "NOK", PACKAGING),
            ("Suomen Teräs Oy", "EUR", STEEL),
            ("Great Lakes Bearings Inc.", "USD", DRIVES),
        ],
    },
    Company {
        code: "NO01",
        name: "Nordlys Norge AS",
        currency: "NOK",
        sites: &[("OSL", "Oslo"), ("BGO", "Bergen"), ("TRD", "Trondheim")],
        seed: 0x4001,
        agreements: 65,
        orders: 650,
        tie_break: AgreementTieBreak::LowestNumber,
        buyers: [
            "ingrid.haugen@nordlys.example",
            "olav.nygaard@nordlys.example",
        ],
        vendors: &[
            ("Hardanger Stål AS", "NOK", STEEL),
            ("Fjordfrakt Logistikk AS", "NOK", FREIGHT),
            ("Trøndelag Elektro AS", "NOK", ELECTRIC),
            ("Vestland Hydraulikk AS", "NOK", HYDRAULICS),
            ("Kontorpartner Norge AS", "NOK", OFFICE),
            ("Nordsjø Skruer & Bolter AS", "NOK", FASTENERS),
            ("Ren Drift Renhold AS", "NOK", FACILITY),
            ("Sørlandet Emballasje AS", "NOK", PACKAGING),
            ("Bohus Industrikemi AB", "SEK", TOOLS),
            ("Värmlands Verktyg AB", "SEK", TOOLS),
            ("Hansa Sensorik GmbH", "EUR", ELECTRIC),
            ("Jylland Pumper A/S", "EUR", HYDRAULICS),
            ("Gulf Coast Valves LLC", "USD", HYDRAULICS),
        ],
    },
    Company {
        code: "DE01",
        name: "Nordlys Handel GmbH",
        currency: "EUR",
        sites: &[("HAM", "Hamburg"), ("BRE", "Bremen")],
        seed: 0xDE01,
        agreements: 55,
        orders: 550,
        tie_break: AgreementTieBreak::EarliestExpiry,
        buyers: [
            "jutta.petersen@nordlys.example",
            "malte.brandt@nordlys.example",
        ],
        vendors: &[
            ("Elbe Stahlhandel GmbH", "EUR", STEEL),
            ("Weser Verpackungen GmbH", "EUR", PACKAGING),
            ("Hanseatische Spedition KG", "EUR", FREIGHT),
            ("Müller & Söhne Schrauben GmbH", "EUR", FASTENERS),
            ("Bürobedarf Krause GmbH", "EUR", OFFICE),
            ("Niedersächsische Elektrotechnik AG", "EUR", ELECTRIC),
            ("Alster Gebäudereinigung GmbH", "EUR", FACILITY),
            ("Lübecker Hydraulik GmbH", "EUR", HYDRAULICS),
            ("Bayerische Messtechnik GmbH", "EUR", ELECTRIC),
            ("Halmstad Maskin AB", "SEK", DRIVES),
            ("Stavanger Marine Parts AS", "NOK", HYDRAULICS),
            ("Pacific Semiconductors Corp.", "USD", ELECTRIC),
            ("Tampereen Komponentti Oy", "EUR", DRIVES),
        ],
    },
];

/// Currencies with what one unit is in öre, roughly: what the demo's prices are converted with. The
/// rates on file vary around these by the month.
pub const CURRENCIES: [(&str, i64); 4] = [("SEK", 100), ("NOK", 97), ("EUR", 1124), ("USD", 1046)];

/// A kind of agreement: code, name, then its names in Swedish, Norwegian, German.
pub type Kind = (
    &'static str,
    &'static str,
    [(&'static str, &'static str); 3],
);

/// The kinds of agreements. The last requires direct invoicing.
pub const KINDS: [Kind; 5] = [
    (
        "FRAME",
        "Frame contract",
        [
            ("sv", "Ramavtal"),
            ("nb", "Rammeavtale"),
            ("de", "Rahmenvertrag"),
        ],
    ),
    (
        "BLANKET",
        "Blanket order",
        [
            ("sv", "Avropsorder"),
            ("nb", "Rammeordre"),
            ("de", "Abrufauftrag"),
        ],
    ),
    (
        "VOLUME",
        "Volume commitment",
        [
            ("sv", "Volymavtal"),
            ("nb", "Volumavtale"),
            ("de", "Mengenkontrakt"),
        ],
    ),
    (
        "GROUP",
        "Group-internal supply",
        [
            ("sv", "Koncernleverans"),
            ("nb", "Konsernleveranse"),
            ("de", "Konzernlieferung"),
        ],
    ),
    (
        "SERVICE",
        "Service contract",
        [
            ("sv", "Serviceavtal"),
            ("nb", "Serviceavtale"),
            ("de", "Servicevertrag"),
        ],
    ),
];

/// A financial dimension: its code, its name, its values by code and name.
pub type DimensionRow = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The financial dimensions.
pub const DIMENSIONS: [DimensionRow; 3] = [
    (
        "COSTCENTRE",
        "Cost centre",
        &[
            ("100", "Production"),
            ("110", "Assembly"),
            ("200", "Warehouse"),
            ("300", "Maintenance"),
            ("400", "Administration"),
        ],
    ),
    (
        "DEPARTMENT",
        "Department",
        &[
            ("OPS", "Operations"),
            ("SUP", "Supply"),
            ("FIN", "Finance"),
            ("IT", "IT"),
        ],
    ),
    (
        "PROJECT",
        "Project",
        &[
            ("P-AURORA", "Aurora line"),
            ("P-FJORD", "Fjord terminal"),
            ("P-KIRUNA", "Kiruna retrofit"),
        ],
    ),
];
