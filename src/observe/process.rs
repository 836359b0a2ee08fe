//! The process itself: memory, files, processor. Linux tells it in `/proc`; elsewhere nothing is
//! told of it.

use std::fs;

use super::written::Level;

/// Linux tells processor time to programs in hundredths of a second, whatever its own clock is.
const TICKS: u64 = 100;

/// The build and the process, under the names that every program uses for them. `started` is when
/// it was started, in seconds since 1970.
#[must_use]
pub fn levels(started: u64) -> Vec<Level> {
    let build = Level::new("avtal_build_info", "The program that runs, always 1", 1)
        .of("version", env!("CARGO_PKG_VERSION"));
    let started = Level::new(
        "process_start_time_seconds",
        "When the process was started, in seconds since 1970",
        started,
    );
    let mut all = vec![build, started];
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = |name: &str| number_after(&status, name).map(|n| n.saturating_mul(1_024));
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let files = fs::read_dir("/proc/self/fd").ok();
    let files = files.and_then(|files| u64::try_from(files.count()).ok());
    let found = [
        (
            "process_resident_memory_bytes",
            "Memory that the process holds",
            kilobytes("VmRSS:"),
        ),
        (
            "process_virtual_memory_bytes",
            "Memory that the process has laid claim to",
            kilobytes("VmSize:"),
        ),
        (
            "process_threads",
            "Threads of the process",
            number_after(&status, "Threads:"),
        ),
        // Reading the folder takes one, which is closed again.
        (
            "process_open_fds",
            "Files and sockets that the process holds",
            files.map(|n| n.saturating_sub(1)),
        ),
        (
            "process_max_fds",
            "Files and sockets that the process may hold",
            number_after(&limits, "Max open files"),
        ),
    ];
    let found = found
        .into_iter()
        .filter_map(|(name, help, value)| Some(Level::new(name, help, value?)));
    all.extend(found);
    all.extend(processor_seconds(&stat).map(|seconds| Level {
        grows: true,
        ..Level::new(
            "process_cpu_seconds",
            "Processor time that the process took, in whole seconds",
            seconds,
        )
    }));
    all
}

/// The first number after a word of a text.
fn number_after(text: &str, word: &str) -> Option<u64> {
    let (_, after) = text.split_once(word)?;
    after.split_whitespace().next()?.parse().ok()
}

/// Time in the program and in the system: the fourteenth and fifteenth of a line whose second is a
/// name in brackets that may have anything in it.
fn processor_seconds(stat: &str) -> Option<u64> {
    let (_, after) = stat.rsplit_once(") ")?;
    let mut ticks = after.split_whitespace().skip(11);
    let user: u64 = ticks.next()?.parse().ok()?;
    let system: u64 = ticks.next()?.parse().ok()?;
    Some(user.saturating_add(system) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_is_read_from_what_the_system_tells() {
        let status = "Name:\tavtal\nVmSize:\t  20 kB\nVmRSS:\t  12 kB\nThreads:\t5\n";
        assert_eq!(number_after(status, "VmRSS:"), Some(12));
        assert_eq!(number_after(status, "Threads:"), Some(5));
        assert_eq!(number_after(status, "None:"), None);
        let limits = "Max open files            1024                 524288               files";
        assert_eq!(number_after(limits, "Max open files"), Some(1_024));
        let stat = "7 (a) b) S 1 2 3 4 5 6 7 8 9 10 250 151 0 0";
        assert_eq!(processor_seconds(stat), Some(4));
        assert_eq!(processor_seconds(""), None);
    }
}
