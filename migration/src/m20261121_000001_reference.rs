//! What all legal entities share: currencies, units, and the list of legal entities itself.

use sea_orm_migration::prelude::*;

use crate::schema::{Column, drop_tables, make_role, protect_legal_entity, readable};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        make_role(manager).await?;
        code_table(manager, "currency", 3, CURRENCIES).await?;
        code_table(manager, "unit", 10, UNITS).await?;
        legal_entities(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["legal_entity", "unit", "currency"]).await
    }
}

async fn code_table(
    manager: &SchemaManager<'_>,
    table: &'static str,
    length: u32,
    rows: &[(&str, &str, i32)],
) -> Result<(), DbErr> {
    let mut create = Table::create();
    create
        .table(table)
        .col(Column::Text(length).define("code").primary_key())
        .col(Column::Text(200).define("name"))
        .col(Column::Integer.define("decimals"))
        .check((
            Alias::new(format!("{table}_decimals_check")),
            Expr::cust("decimals BETWEEN 0 AND 6"),
        ));
    manager.create_table(create).await?;
    let mut insert = Query::insert();
    insert
        .into_table(table)
        .columns(["code", "name", "decimals"]);
    for (code, name, decimals) in rows {
        insert.values_panic([(*code).into(), (*name).into(), (*decimals).into()]);
    }
    manager.execute(insert).await?;
    readable(manager, table).await
}

async fn legal_entities(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut create = Table::create();
    create
        .table("legal_entity")
        .col(Column::Uuid.define("id").primary_key())
        .col(Column::Text(20).define("code"))
        .col(Column::Text(200).define("name"))
        .col(Column::Text(3).define("accounting_currency"))
        .col(Column::Kind.define("release_amount_violation"))
        .col(Column::Kind.define("agreement_tie_break"))
        .col(Column::Boolean.define("agreement_auto_search"))
        .col(Column::Integer.define("row_version"))
        .foreign_key(
            ForeignKey::create()
                .name("legal_entity_accounting_currency_fkey")
                .from("legal_entity", "accounting_currency")
                .to("currency", "code"),
        );
    manager.create_table(create).await?;
    manager
        .create_index(
            Index::create()
                .name("legal_entity_code_key")
                .table("legal_entity")
                .col("code")
                .unique()
                .to_owned(),
        )
        .await?;
    protect_legal_entity(manager).await
}

/// ISO 4217: code, English name, decimals. Codes that were withdrawn lately are among them, since
/// older documents name them.
const CURRENCIES: &[(&str, &str, i32)] = &[
    ("AED", "United Arab Emirates dirham", 2),
    ("AFN", "Afghan afghani", 2),
    ("ALL", "Albanian lek", 2),
    ("AMD", "Armenian dram", 2),
    ("XCG", "Caribean guilder", 2),
    ("AOA", "Angolan kwanza", 2),
    ("ARS", "Argentine peso", 2),
    ("AUD", "Australian dollar", 2),
    ("AWG", "Aruban florin", 2),
    ("AZN", "Azerbaijani manat", 2),
    ("BAM", "Bosnia and Herzegovina convertible mark", 2),
    ("BBD", "Barbados dollar", 2),
    ("BDT", "Bangladeshi taka", 2),
    ("BGN", "Bulgarian lev", 2),
    ("BHD", "Bahraini dinar", 3),
    ("BIF", "Burundian franc", 0),
    ("BMD", "Bermudian dollar", 2),
    ("BND", "Brunei dollar", 2),
    ("BOB", "Boliviano", 2),
    ("BOV", "Bolivian Mvdol", 2),
    ("BRL", "Brazilian real", 2),
    ("BSD", "Bahamian dollar", 2),
    ("BTN", "Bhutanese ngultrum", 2),
    ("BWP", "Botswana pula", 2),
    ("BYN", "Belarusian ruble", 2),
    ("BZD", "Belize dollar", 2),
    ("CAD", "Canadian dollar", 2),
    ("CDF", "Congolese franc", 2),
    ("CHE", "WIR Euro", 2),
    ("CHF", "Swiss franc", 2),
    ("CHW", "WIR Franc", 2),
    ("CLF", "Unidad de Fomento", 4),
    ("CLP", "Chilean peso", 0),
    ("CNY", "Renminbi (Chinese) yuan", 2),
    ("COP", "Colombian peso", 2),
    ("COU", "Unidad de Valor Real (UVR)", 2),
    ("CRC", "Costa Rican colon", 2),
    ("CUC", "Cuban convertible peso", 2),
    ("CUP", "Cuban peso", 2),
    ("CVE", "Cape Verdean escudo", 2),
    ("CZK", "Czech koruna", 2),
    ("DJF", "Djiboutian franc", 0),
    ("DKK", "Danish krone", 2),
    ("DOP", "Dominican peso", 2),
    ("DZD", "Algerian dinar", 2),
    ("EGP", "Egyptian pound", 2),
    ("ERN", "Eritrean nakfa", 2),
    ("ETB", "Ethiopian birr", 2),
    ("EUR", "Euro", 2),
    ("FJD", "Fiji dollar", 2),
    ("FKP", "Falkland Islands pound", 2),
    ("GBP", "Pound sterling", 2),
    ("GEL", "Georgian lari", 2),
    ("GHS", "Ghanaian cedi", 2),
    ("GIP", "Gibraltar pound", 2),
    ("GMD", "Gambian dalasi", 2),
    ("GNF", "Guinean franc", 0),
    ("GTQ", "Guatemalan quetzal", 2),
    ("GYD", "Guyanese dollar", 2),
    ("HKD", "Hong Kong dollar", 2),
    ("HNL", "Honduran lempira", 2),
    ("HRK", "Croatian kuna", 2),
    ("HTG", "Haitian gourde", 2),
    ("HUF", "Hungarian forint", 2),
    ("IDR", "Indonesian rupiah", 2),
    ("ILS", "Israeli new shekel", 2),
    ("INR", "Indian rupee", 2),
    ("IQD", "Iraqi dinar", 3),
    ("IRR", "Iranian rial", 2),
    ("ISK", "Icelandic króna", 0),
    ("JMD", "Jamaican dollar", 2),
    ("JOD", "Jordanian dinar", 3),
    ("JPY", "Japanese yen", 0),
    ("KES", "Kenyan shilling", 2),
    ("KGS", "Kyrgyzstani som", 2),
    ("KHR", "Cambodian riel", 2),
    ("KMF", "Comoro franc", 0),
    ("KPW", "North Korean won", 2),
    ("KRW", "South Korean won", 0),
    ("KWD", "Kuwaiti dinar", 3),
    ("KYD", "Cayman Islands dollar", 2),
    ("KZT", "Kazakhstani tenge", 2),
    ("LAK", "Lao kip", 2),
    ("LBP", "Lebanese pound", 2),
    ("LKR", "Sri Lankan rupee", 2),
    ("LRD", "Liberian dollar", 2),
    ("LSL", "Lesotho loti", 2),
    ("LYD", "Libyan dinar", 3),
    ("MAD", "Moroccan dirham", 2),
    ("MDL", "Moldovan leu", 2),
    ("MGA", "Malagasy ariary", 2),
    ("MKD", "Macedonian denar", 2),
    ("MMK", "Myanmar kyat", 2),
    ("MNT", "Mongolian tögrög", 2),
    ("MOP", "Macanese pataca", 2),
    ("MRU", "Mauritanian ouguiya", 2),
    ("MUR", "Mauritian rupee", 2),
    ("MVR", "Maldivian rufiyaa", 2),
    ("MWK", "Malawian kwacha", 2),
    ("MXN", "Mexican peso", 2),
    ("MXV", "Mexican Unidad de Inversion (UDI)", 2),
    ("MYR", "Malaysian ringgit", 2),
    ("MZN", "Mozambican metical", 2),
    ("NAD", "Namibian dollar", 2),
    ("NGN", "Nigerian naira", 2),
    ("NIO", "Nicaraguan córdoba", 2),
    ("NOK", "Norwegian krone", 2),
    ("NPR", "Nepalese rupee", 2),
    ("NZD", "New Zealand dollar", 2),
    ("OMR", "Omani rial", 3),
    ("PAB", "Panamanian balboa", 2),
    ("PEN", "Peruvian sol", 2),
    ("PGK", "Papua New Guinean kina", 2),
    ("PHP", "Philippine peso", 2),
    ("PKR", "Pakistani rupee", 2),
    ("PLN", "Polish złoty", 2),
    ("PYG", "Paraguayan guaraní", 0),
    ("QAR", "Qatari riyal", 2),
    ("RON", "Romanian leu", 2),
    ("RSD", "Serbian dinar", 2),
    ("RUB", "Russian ruble", 2),
    ("RWF", "Rwandan franc", 0),
    ("SAR", "Saudi riyal", 2),
    ("SBD", "Solomon Islands dollar", 2),
    ("SCR", "Seychelles rupee", 2),
    ("SDG", "Sudanese pound", 2),
    ("SEK", "Swedish krona/kronor", 2),
    ("SGD", "Singapore dollar", 2),
    ("SHP", "Saint Helena pound", 2),
    ("SLE", "Sierra Leonean leone", 2),
    ("SLL", "Sierra Leonean leone", 2),
    ("SOS", "Somali shilling", 2),
    ("SRD", "Surinamese dollar", 2),
    ("SSP", "South Sudanese pound", 2),
    ("STN", "São Tomé and Príncipe dobra", 2),
    ("SVC", "Salvadoran colón", 2),
    ("SYP", "Syrian pound", 2),
    ("SZL", "Swazi lilangeni", 2),
    ("THB", "Thai baht", 2),
    ("TJS", "Tajikistani somoni", 2),
    ("TMT", "Turkmenistan manat", 2),
    ("TND", "Tunisian dinar", 3),
    ("TOP", "Tongan paʻanga", 2),
    ("TRY", "Turkish lira", 2),
    ("TTD", "Trinidad and Tobago dollar", 2),
    ("TWD", "New Taiwan dollar", 2),
    ("TZS", "Tanzanian shilling", 2),
    ("UAH", "Ukrainian hryvnia", 2),
    ("UGX", "Ugandan shilling", 0),
    ("USD", "United States dollar", 2),
    ("USN", "United States dollar (next day)", 2),
    ("UYI", "Uruguay Peso en Unidades Indexadas (URUIURUI)", 0),
    ("UYU", "Uruguayan peso", 2),
    ("UYW", "Unidad previsional", 4),
    ("UZS", "Uzbekistan som", 2),
    ("VED", "Venezuelan bolívar soberano", 2),
    ("VES", "Venezuelan bolívar soberano", 2),
    ("VND", "Vietnamese đồng", 0),
    ("VUV", "Vanuatu vatu", 0),
    ("WST", "Samoan tala", 2),
    ("XAD", "Arab Accounting Dinar", 2),
    ("XAF", "CFA franc BEAC", 0),
    ("XCD", "East Caribbean dollar", 2),
    ("XOF", "CFA franc BCEAO", 0),
    ("XPF", "CFP franc (franc Pacifique)", 0),
    ("YER", "Yemeni rial", 2),
    ("ZAR", "South African rand", 2),
    ("ZMW", "Zambian kwacha", 2),
    ("ZWL", "Zimbabwean dollar", 2),
    ("ZWG", "Zimbabwe Gold", 2),
];

/// Units of measure: code, English name, decimals of a quantity.
const UNITS: &[(&str, &str, i32)] = &[
    ("PCS", "Piece", 0),
    ("BOX", "Box", 0),
    ("PAL", "Pallet", 0),
    ("PK", "Pack", 0),
    ("SET", "Set", 0),
    ("KG", "Kilogram", 6),
    ("G", "Gram", 6),
    ("T", "Tonne", 6),
    ("L", "Litre", 6),
    ("ML", "Millilitre", 6),
    ("M", "Metre", 6),
    ("MM", "Millimetre", 6),
    ("M2", "Square metre", 6),
    ("M3", "Cubic metre", 6),
    ("KM", "Kilometre", 6),
    ("H", "Hour", 6),
    ("DAY", "Day", 6),
    ("MON", "Month", 6),
    ("YEAR", "Year", 6),
    ("KWH", "Kilowatt hour", 6),
    ("ROLL", "Roll", 0),
    ("PAIR", "Pair", 0),
    ("TON", "Ton (US)", 6),
];
