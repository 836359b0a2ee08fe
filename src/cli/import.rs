//! `avtal import`: the rows of a file, written by the acts that the graph's imports are.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::auth::{Caller, Membership, Role};
use crate::graphql::bulk::{Fault, Import, import_named, names};
use crate::graphql::federation::Served;
use crate::http::intake::{Form, Intake, Place, Rows, Summary, Target, Told};

use super::{Settings, Trouble, audit, database, say, trouble};

const EXAMPLES: &str = "Examples:
  avtal import vendors vendors.csv --legal-entity SE01 --dry-run     what would come of it
  avtal import vendors vendors.csv --legal-entity SE01               again after an interruption

The head of a CSV file names the fields of a row as the API does (name, currency), or the columns
of an export that are such fields (vendor.id). Numbers are typed, in a column number, only where
the legal entity's sequence is manual; else the sequence gives them. NDJSON has one row a line, as
the API takes it. 500 rows are written at once, or none of them; at the first that are refused it
stops and tells each by its line. Mend the refused lines, or add lines at the end, and give the
file again: rows that are as they were written, and where they stood, are told as there and are
not written twice. Where one of them is changed, moved or removed, the rows of its batch are
written anew.";

/// What `import` is told.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What the rows are, as: vendors, items, tradeAgreements, agreements
    kind: String,
    /// The file, whose name ends with .csv or .ndjson
    file: PathBuf,
    /// The legal entity, by code or id
    #[arg(long, value_name = "CODE")]
    legal_entity: String,
    /// Check every row and keep nothing; each 500 rows by themselves
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Imports a file and says what came of each row; exits with 1 if a row was refused.
///
/// # Errors
/// When the file or the database cannot be used.
pub async fn run(args: &Args) -> Result<ExitCode, Trouble> {
    let import = import_named(&args.kind).ok_or_else(|| {
        Trouble::settings(
            "nothing was imported",
            format!("there is no import of {}", args.kind),
            format!("say one of: {}", names().join(", ")),
        )
    })?;
    let rows = rows(args, import)?;
    let config = args.settings.load()?;
    let db = database::connect(&config).await?;
    let (id, code) = audit::one(&db, &args.legal_entity).await?;
    let caller = Caller::new("import".to_owned(), vec![Membership::of(id, Role::Admin)]);
    let target = Target {
        import,
        schema: Served::new(false),
        db,
        caller: Some(caller),
        legal_entity: None,
        request_id: None,
        dry_run: args.dry_run,
    };
    let mut intake = Intake::new(target, rows);
    loop {
        match intake.next().await {
            Ok(Some(all)) => all.iter().for_each(tell),
            Ok(None) => break,
            Err(fault) => return Err(broken(&fault, intake.summary())),
        }
    }
    let summary = intake.summary();
    conclude(args, &code, summary);
    Ok(ExitCode::from(u8::from(summary.refused > 0)))
}

fn rows(args: &Args, import: &'static Import) -> Result<Rows<File>, Trouble> {
    let name = args.file.display().to_string();
    let form = Form::of(&name).ok_or_else(|| {
        Trouble::settings(
            "nothing was imported",
            format!("{name} says by its name neither .csv nor .ndjson"),
            "give the file the name of its form",
        )
    })?;
    let file = File::open(&args.file).map_err(|error| {
        Trouble::settings(
            "the file cannot be read",
            format!("{name}: {error}"),
            "name a file that is there and readable",
        )
    })?;
    Rows::new(import, form, file).map_err(|why| {
        Trouble::settings(
            "nothing was imported",
            format!("{name}: {why}"),
            "let the first line name the columns, with commas between them, each a field of a row; \
             of an export, ask for those with ?fields=",
        )
    })
}

fn tell(told: &Told) {
    match told {
        Told::Written(row) => {
            let number = row.number.as_deref().unwrap_or("written");
            say(format!("ok    line {}: {number}", row.place.line));
        }
        Told::AlreadyThere(row) => {
            let number = row.number.as_deref().unwrap_or("written before");
            say(format!("there line {}: {number}", row.place.line));
        }
        Told::Refused {
            place,
            field,
            code,
            message,
        } => {
            let place = place.map_or("the whole batch".to_owned(), |Place { line, .. }| {
                format!("line {line}")
            });
            let of = if field.is_empty() { "the row" } else { field };
            say(format!("FAIL  {place}: {code} {of}: {message}"));
        }
        Told::Left { rows } => {
            say(format!("note  {rows} other rows of the batch are well"));
        }
    }
}

fn conclude(args: &Args, code: &str, summary: Summary) {
    let Summary {
        written,
        already_there,
        refused,
        ..
    } = summary;
    let kind = &args.kind;
    let there = match already_there {
        0 => String::new(),
        n => format!("; {n} were there already"),
    };
    match (args.dry_run, refused) {
        (true, 0) => say(format!(
            "Dry run: {written} {kind} would be written to {code}{there}"
        )),
        (true, _) => say(format!(
            "Dry run: {refused} rows are refused; nothing was written"
        )),
        (false, 0) => say(format!("Imported {written} {kind} to {code}{there}")),
        (false, _) => {
            say(format!(
                "Stopped: {written} {kind} were written{there}, and nothing of the batch with the \
                 {refused} refused, nor after it"
            ));
            say(
                "Mend the refused lines and give the file again: the others that were written, \
                 left as they are, are not written twice",
            );
        }
    }
}

/// That it cannot go on, whatever the rows are.
fn broken(fault: &Fault, summary: Summary) -> Trouble {
    Trouble {
        what: format!(
            "the import broke off after {} rows",
            summary.written + summary.already_there
        ),
        why: format!("{}: {}", fault.code, fault.message),
        mend: "avtal doctor tells how the database stands; then give the file again: what was \
               written is not written twice"
            .to_owned(),
        code: trouble::UNAVAILABLE,
    }
}
