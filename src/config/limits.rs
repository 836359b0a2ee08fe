//! How much and how long the server takes. One table: the settings, their bounds and their
//! defaults are made from it.

use std::time::Duration;

use super::table::{Key, limit_key};
use super::{ConfigError, Values};

macro_rules! limits {
    ($($field:ident $name:literal $default:literal ($least:literal to $most:literal $unit:literal)
       $help:literal;)*) => {
        /// How much and how long the server takes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            $(
                #[doc = concat!($help, ", in ", $unit, ".")]
                pub $field: usize,
            )*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        /// The settings of the limits.
        pub(super) const KEYS: &[Key] = &[
            $(limit_key(
                $name,
                stringify!($default),
                concat!($help, " (", $unit, ", ", stringify!($least), " to ",
                        stringify!($most), ")"),
            ),)*
        ];

        impl Limits {
            /// Reads the limits that were set.
            ///
            /// # Errors
            /// When one is no whole number or out of its bounds.
            pub(super) fn read(values: &Values) -> Result<Self, ConfigError> {
                Ok(Self { $($field: super::settings::number(values, $name, $least..=$most)?,)* })
            }
        }
    };
}

limits! {
    body_bytes "limit-body-bytes" 1048576 (1024 to 104857600 "bytes")
        "Size of a request's body";
    body_values "limit-body-values" 50000 (100 to 10000000 "values")
        "JSON values of a request or a socket message";
    body_ms "limit-body-ms" 15000 (10 to 600000 "ms")
        "Time for a request's body to come";
    execution_ms "limit-execution-ms" 10000 (10 to 600000 "ms")
        "Time to work at a request";
    wait_ms "limit-wait-ms" 1500 (0 to 60000 "ms")
        "Time for a request to wait for its turn";
    refusal_ms "limit-refusal-ms" 1500 (0 to 60000 "ms")
        "Time before a client is told to come back later";
    executing "limit-executing" 64 (1 to 100000 "requests")
        "Requests that are worked at at once";
    executing_of_one "limit-executing-of-one" 12 (1 to 100000 "requests")
        "Requests worked at at once of one legal entity";
    waiting "limit-waiting" 512 (0 to 1000000 "requests")
        "Requests that wait for their turn at once";
    answer_values "limit-answer-values" 150000 (0 to 100000000 "values")
        "Fields and list elements of an answer";
    answer_bytes "limit-answer-bytes" 4194304 (1024 to 1073741824 "bytes")
        "Size of an answer";
    export_rows "limit-export-rows" 1000000 (1 to 1000000000 "rows")
        "Length of an exported file";
    export_ms "limit-export-ms" 600000 (10 to 86400000 "ms")
        "Time to make an exported file";
    document_bytes "limit-document-bytes" 32768 (64 to 10485760 "bytes")
        "Size of a GraphQL document";
    name_bytes "limit-name-bytes" 128 (16 to 1024 "bytes")
        "Length of a name in a document";
    tokens "limit-tokens" 2000 (10 to 1000000 "tokens")
        "Words and signs of a document";
    brackets "limit-brackets" 50 (5 to 100 "brackets")
        "Brackets of a document within each other";
    depth "limit-depth" 15 (1 to 100 "fields")
        "Depth of an operation's fields, fragments written out";
    selections "limit-selections" 2000 (1 to 1000000 "selections")
        "Selections of a document, fragments written out";
    root_fields "limit-root-fields" 20 (1 to 1000 "fields")
        "Fields at the root of an operation";
    aliases "limit-aliases" 30 (0 to 10000 "aliases")
        "Aliases of one field in a document";
    directives "limit-directives" 50 (0 to 10000 "directives")
        "Directives in a document";
    fragments "limit-fragments" 50 (0 to 10000 "fragments")
        "Fragments in a document";
    operations "limit-operations" 10 (1 to 1000 "operations")
        "Operations in a document";
    variables "limit-variables" 50 (0 to 10000 "variables")
        "Variables of an operation";
    cost "limit-cost" 1000000 (1 to 1000000000 "values")
        "Values that an operation could return";
    batch "limit-batch" 0 (0 to 10 "requests")
        "Requests in a list in one body; 0 refuses lists";
    learnt_bytes "limit-learnt-bytes" 16777216 (1024 to 1073741824 "bytes")
        "Memory for documents asked by a hash";
    caller_cost "rate-caller-cost" 500000 (1 to 1000000000 "points")
        "Cost that a caller may run up at once";
    caller_restore "rate-caller-restore" 50000 (1 to 1000000000 "points a second")
        "Cost that a caller gets back";
    tenant_cost "rate-tenant-cost" 2000000 (1 to 1000000000 "points")
        "Cost that a legal entity may run up at once";
    tenant_restore "rate-tenant-restore" 200000 (1 to 1000000000 "points a second")
        "Cost that a legal entity gets back";
    socket_init_ms "socket-init-ms" 10000 (10 to 600000 "ms")
        "Time for a WebSocket to introduce itself";
    socket_ping_ms "socket-ping-ms" 20000 (10 to 600000 "ms")
        "Time between two pings of a WebSocket";
    socket_idle_ms "socket-idle-ms" 30000 (10 to 600000 "ms")
        "Silence on a WebSocket, pongs included";
    socket_patience_ms "socket-patience-ms" 10000 (10 to 600000 "ms")
        "Time to wait for the reader of a socket or an import";
    socket_queue "socket-queue" 256 (1 to 100000 "messages")
        "Messages that wait to be sent over a WebSocket";
    socket_queue_bytes "socket-queue-bytes" 65536 (1024 to 104857600 "bytes")
        "Size of the messages that wait on a WebSocket";
    socket_message_bytes "socket-message-bytes" 1048576 (1024 to 104857600 "bytes")
        "Size of a message from a WebSocket";
    socket_operations "socket-operations" 50 (1 to 10000 "operations")
        "Operations that run on a WebSocket at once";
    connection_wait_ms "connection-wait-ms" 2000 (10 to 60000 "ms")
        "Time to wait for a connection to the database";
    statement_ms "statement-ms" 5000 (10 to 600000 "ms")
        "Time for a statement on PostgreSQL";
    lock_ms "lock-ms" 3000 (10 to 600000 "ms")
        "Time to wait for a lock in the database";
    idle_transaction_ms "idle-transaction-ms" 15000 (1000 to 600000 "ms")
        "Time for a transaction to do nothing on PostgreSQL";
    pulse_ms "pulse-ms" 1000 (50 to 10000 "ms")
        "Time for the database to say it is there, and how often";
    head_ms "limit-head-ms" 5000 (10 to 600000 "ms")
        "Time for the head of a request to come";
    keep_alive_ms "keep-alive-ms" 15000 (10 to 600000 "ms")
        "Silence on a connection between two requests";
    stuck_ms "limit-stuck-ms" 15000 (10 to 600000 "ms")
        "Time for a client to take something of its answer";
    connections "limit-connections" 1000 (1 to 100000 "connections")
        "Connections of clients, for each processor";
    connections_of_one "limit-connections-of-one" 100 (1 to 100000 "connections")
        "Connections from one address, not a proxy's";
    stop_ms "stop-ms" 25000 (1000 to 600000 "ms")
        "Time to finish requests when the server stops";
}

/// The time that a limit in milliseconds gives.
#[must_use]
pub fn millis(limit: usize) -> Duration {
    Duration::from_millis(u64::try_from(limit).unwrap_or(u64::MAX))
}
