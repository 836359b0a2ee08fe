//! What the group buys: categories and items.

use entity::kinds::ItemType;

/// The category tree: code, name, the code right above.
pub const CATEGORIES: [(&str, &str, Option<&str>); 29] = [
    ("DIR", "Direct materials", None),
    ("DIR-MET", "Metals", Some("DIR")),
    ("DIR-MET-SHT", "Sheet and plate", Some("DIR-MET")),
    ("DIR-MET-BAR", "Bars and profiles", Some("DIR-MET")),
    ("DIR-FAS", "Fasteners", Some("DIR")),
    ("DIR-FAS-SCR", "Screws and bolts", Some("DIR-FAS")),
    ("DIR-FAS-WAS", "Nuts and washers", Some("DIR-FAS")),
    ("DIR-DRV", "Drives and hydraulics", Some("DIR")),
    ("DIR-DRV-BRG", "Bearings", Some("DIR-DRV")),
    ("DIR-DRV-HYD", "Hydraulic parts", Some("DIR-DRV")),
    ("DIR-ELE", "Electronics", Some("DIR")),
    ("DIR-ELE-SEN", "Sensors", Some("DIR-ELE")),
    ("DIR-ELE-CAB", "Cables and connectors", Some("DIR-ELE")),
    ("DIR-PAC", "Packaging", Some("DIR")),
    ("DIR-PAC-BOX", "Cartons and pallets", Some("DIR-PAC")),
    ("IND", "Indirect materials", None),
    ("IND-MRO", "Maintenance and repair", Some("IND")),
    ("IND-MRO-TOL", "Tools", Some("IND-MRO")),
    ("IND-MRO-CHE", "Oils and chemicals", Some("IND-MRO")),
    ("IND-MRO-PPE", "Protective equipment", Some("IND-MRO")),
    ("IND-OFF", "Office", Some("IND")),
    ("IND-OFF-SUP", "Office supplies", Some("IND-OFF")),
    ("IND-OFF-IT", "IT equipment", Some("IND-OFF")),
    ("SER", "Services", None),
    ("SER-LOG", "Logistics", Some("SER")),
    ("SER-LOG-FRT", "Freight", Some("SER-LOG")),
    ("SER-FAC", "Facility services", Some("SER")),
    ("SER-FAC-CLN", "Cleaning", Some("SER-FAC")),
    ("SER-FAC-MNT", "Technical maintenance", Some("SER-FAC")),
];

/// An item of the catalogue that all members of the group buy from.
pub struct Article {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: ItemType,
    /// Its base unit.
    pub base: &'static str,
    /// Its category.
    pub category: &'static str,
    /// What it costs per base unit, in hundredths of a euro.
    pub cents: i64,
    /// A larger unit with how many base units it holds.
    pub larger: Option<(&'static str, i64)>,
}

const fn stock(
    name: &'static str,
    base: &'static str,
    category: &'static str,
    cents: i64,
    larger: Option<(&'static str, i64)>,
) -> Article {
    let kind = ItemType::Inventory;
    Article {
        name,
        kind,
        base,
        category,
        cents,
        larger,
    }
}

const fn sundry(
    name: &'static str,
    base: &'static str,
    category: &'static str,
    cents: i64,
    larger: Option<(&'static str, i64)>,
) -> Article {
    let kind = ItemType::NonInventory;
    Article {
        name,
        kind,
        base,
        category,
        cents,
        larger,
    }
}

const fn service(
    name: &'static str,
    base: &'static str,
    category: &'static str,
    cents: i64,
) -> Article {
    let kind = ItemType::Service;
    Article {
        name,
        kind,
        base,
        category,
        cents,
        larger: None,
    }
}

/// What is bought.
pub const ARTICLES: [Article; 60] = [
    stock(
        "Steel sheet 2 mm S355",
        "KG",
        "DIR-MET-SHT",
        142,
        Some(("T", 1000)),
    ),
    stock(
        "Steel sheet 4 mm S355",
        "KG",
        "DIR-MET-SHT",
        138,
        Some(("T", 1000)),
    ),
    stock(
        "Stainless sheet 1.5 mm 304",
        "KG",
        "DIR-MET-SHT",
        415,
        Some(("T", 1000)),
    ),
    stock("Aluminium plate 10 mm 6082", "KG", "DIR-MET-SHT", 530, None),
    stock("Aluminium plate 20 mm 6082", "KG", "DIR-MET-SHT", 555, None),
    stock("Round bar 20 mm C45", "M", "DIR-MET-BAR", 480, None),
    stock("Round bar 40 mm C45", "M", "DIR-MET-BAR", 1690, None),
    stock("Square tube 40x40x3", "M", "DIR-MET-BAR", 720, None),
    stock("Angle profile 50x50x5", "M", "DIR-MET-BAR", 655, None),
    stock("Aluminium profile 40x40", "M", "DIR-MET-BAR", 1120, None),
    stock(
        "Hex screw M6x20 A2",
        "PCS",
        "DIR-FAS-SCR",
        9,
        Some(("BOX", 200)),
    ),
    stock(
        "Hex screw M8x30 A2",
        "PCS",
        "DIR-FAS-SCR",
        14,
        Some(("BOX", 200)),
    ),
    stock(
        "Hex screw M10x40 8.8",
        "PCS",
        "DIR-FAS-SCR",
        21,
        Some(("BOX", 100)),
    ),
    stock(
        "Socket screw M5x16 12.9",
        "PCS",
        "DIR-FAS-SCR",
        11,
        Some(("BOX", 200)),
    ),
    stock(
        "Anchor bolt M12x110",
        "PCS",
        "DIR-FAS-SCR",
        165,
        Some(("BOX", 25)),
    ),
    stock("Hex nut M8 A2", "PCS", "DIR-FAS-WAS", 5, Some(("BOX", 500))),
    stock("Hex nut M10 8", "PCS", "DIR-FAS-WAS", 7, Some(("BOX", 500))),
    stock("Washer M8 A2", "PCS", "DIR-FAS-WAS", 3, Some(("BOX", 1000))),
    stock(
        "Spring washer M10",
        "PCS",
        "DIR-FAS-WAS",
        4,
        Some(("BOX", 1000)),
    ),
    stock(
        "Ball bearing 6204-2RS",
        "PCS",
        "DIR-DRV-BRG",
        385,
        Some(("BOX", 20)),
    ),
    stock(
        "Ball bearing 6308-2Z",
        "PCS",
        "DIR-DRV-BRG",
        1240,
        Some(("BOX", 10)),
    ),
    stock("Roller bearing NU 210", "PCS", "DIR-DRV-BRG", 4650, None),
    stock("Pillow block UCP 206", "PCS", "DIR-DRV-BRG", 1870, None),
    stock(
        "Hydraulic hose 1/2 inch",
        "M",
        "DIR-DRV-HYD",
        890,
        Some(("ROLL", 50)),
    ),
    stock(
        "Hydraulic cylinder 63/36-300",
        "PCS",
        "DIR-DRV-HYD",
        28900,
        None,
    ),
    stock("Gear pump 16 cc", "PCS", "DIR-DRV-HYD", 31500, None),
    stock(
        "Directional valve 4/3 24 V",
        "PCS",
        "DIR-DRV-HYD",
        17400,
        None,
    ),
    stock(
        "Inductive sensor M12 PNP",
        "PCS",
        "DIR-ELE-SEN",
        2450,
        Some(("BOX", 10)),
    ),
    stock("Photoelectric sensor 5 m", "PCS", "DIR-ELE-SEN", 5980, None),
    stock(
        "Pressure transmitter 0-250 bar",
        "PCS",
        "DIR-ELE-SEN",
        11200,
        None,
    ),
    stock("Temperature probe Pt100", "PCS", "DIR-ELE-SEN", 3350, None),
    stock(
        "Control cable 4x1.5",
        "M",
        "DIR-ELE-CAB",
        135,
        Some(("ROLL", 100)),
    ),
    stock(
        "Servo cable 4x2.5 shielded",
        "M",
        "DIR-ELE-CAB",
        640,
        Some(("ROLL", 50)),
    ),
    stock(
        "Connector M12 5-pole",
        "PCS",
        "DIR-ELE-CAB",
        720,
        Some(("PK", 10)),
    ),
    stock(
        "Terminal block 2.5 mm2",
        "PCS",
        "DIR-ELE-CAB",
        68,
        Some(("BOX", 50)),
    ),
    stock(
        "Carton 400x300x200",
        "PCS",
        "DIR-PAC-BOX",
        62,
        Some(("PAL", 480)),
    ),
    stock(
        "Carton 600x400x400",
        "PCS",
        "DIR-PAC-BOX",
        118,
        Some(("PAL", 240)),
    ),
    stock("EUR pallet", "PCS", "DIR-PAC-BOX", 1150, None),
    stock(
        "Stretch film 500 mm",
        "ROLL",
        "DIR-PAC-BOX",
        845,
        Some(("PAL", 48)),
    ),
    sundry("Cordless drill 18 V", "PCS", "IND-MRO-TOL", 18900, None),
    sundry("Angle grinder 125 mm", "PCS", "IND-MRO-TOL", 9900, None),
    sundry("Torque wrench 40-200 Nm", "PCS", "IND-MRO-TOL", 14500, None),
    sundry("Drill bit set 1-13 mm", "SET", "IND-MRO-TOL", 5400, None),
    sundry("Hydraulic oil HLP 46", "L", "IND-MRO-CHE", 410, None),
    sundry("Cutting fluid concentrate", "L", "IND-MRO-CHE", 690, None),
    sundry("Cold degreaser", "L", "IND-MRO-CHE", 525, None),
    sundry(
        "Safety gloves size 10",
        "PAIR",
        "IND-MRO-PPE",
        390,
        Some(("PK", 12)),
    ),
    sundry(
        "Safety goggles",
        "PCS",
        "IND-MRO-PPE",
        640,
        Some(("BOX", 20)),
    ),
    sundry("Ear defenders", "PCS", "IND-MRO-PPE", 1980, None),
    sundry(
        "Copy paper A4 80 g",
        "PK",
        "IND-OFF-SUP",
        465,
        Some(("BOX", 5)),
    ),
    sundry(
        "Ballpoint pen blue",
        "PCS",
        "IND-OFF-SUP",
        48,
        Some(("BOX", 50)),
    ),
    sundry(
        "Notebook computer 14 inch",
        "PCS",
        "IND-OFF-IT",
        108_000,
        None,
    ),
    sundry("Docking station USB-C", "PCS", "IND-OFF-IT", 17900, None),
    sundry("Monitor 27 inch", "PCS", "IND-OFF-IT", 24500, None),
    service("Road freight, part load", "PCS", "SER-LOG-FRT", 21500),
    service("Road freight, full load", "PCS", "SER-LOG-FRT", 118_000),
    service("Pallet storage", "DAY", "SER-LOG-FRT", 45),
    service("Office cleaning", "H", "SER-FAC-CLN", 3400),
    service("Industrial cleaning", "H", "SER-FAC-CLN", 4600),
    service("Maintenance technician", "H", "SER-FAC-MNT", 7200),
];
