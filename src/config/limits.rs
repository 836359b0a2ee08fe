//! How much and how long the server takes. One table: the settings, their bounds and their
//! defaults are made from it.

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
        "Body of a request";
    body_ms "limit-body-ms" 15000 (10 to 600000 "ms")
        "Time for a body to come";
    execution_ms "limit-execution-ms" 10000 (10 to 600000 "ms")
        "Time for a request to be worked at";
    wait_ms "limit-wait-ms" 1000 (0 to 60000 "ms")
        "Time for a request to wait for its turn";
    executing "limit-executing" 64 (1 to 100000 "requests")
        "Requests worked at at once";
    executing_of_one "limit-executing-of-one" 32 (1 to 100000 "requests")
        "Requests worked at at once for one legal entity";
    waiting "limit-waiting" 512 (0 to 1000000 "requests")
        "Requests that wait for their turn at once";
    answer_values "limit-answer-values" 150000 (0 to 100000000 "values")
        "Fields and list elements of an answer";
    answer_bytes "limit-answer-bytes" 4194304 (1024 to 1073741824 "bytes")
        "Answer";
    export_rows "limit-export-rows" 1000000 (1 to 1000000000 "rows")
        "An export";
    export_ms "limit-export-ms" 600000 (10 to 86400000 "ms")
        "Time for an export";
    document_bytes "limit-document-bytes" 32768 (64 to 10485760 "bytes")
        "Document";
    name_bytes "limit-name-bytes" 128 (16 to 1024 "bytes")
        "A name in a document";
    tokens "limit-tokens" 2000 (10 to 1000000 "words and signs")
        "Document";
    brackets "limit-brackets" 50 (5 to 100 "brackets")
        "Nesting of a document";
    depth "limit-depth" 15 (1 to 100 "fields")
        "Nesting of an operation, fragments written out";
    selections "limit-selections" 2000 (1 to 1000000 "selections")
        "Document, fragments written out";
    root_fields "limit-root-fields" 20 (1 to 1000 "fields")
        "Root of an operation";
    aliases "limit-aliases" 30 (0 to 10000 "aliases")
        "One field under other names";
    directives "limit-directives" 50 (0 to 10000 "directives")
        "Document";
    fragments "limit-fragments" 50 (0 to 10000 "fragments")
        "Document";
    operations "limit-operations" 10 (1 to 1000 "operations")
        "Document";
    variables "limit-variables" 50 (0 to 10000 "variables")
        "An operation";
    cost "limit-cost" 1000000 (1 to 1000000000 "values")
        "Asked for by an operation, with full pages";
    batch "limit-batch" 0 (0 to 10 "requests")
        "Requests in one body; 0 takes no lists";
    learnt_bytes "limit-learnt-bytes" 16777216 (1024 to 1073741824 "bytes")
        "Documents that clients sent by their hash";
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
        "Time that a WebSocket with a full queue has to read";
    socket_queue "socket-queue" 256 (1 to 100000 "messages")
        "Messages that wait to be sent over a WebSocket";
    socket_queue_bytes "socket-queue-bytes" 65536 (1024 to 104857600 "bytes")
        "Messages that wait to be sent over a WebSocket";
    socket_message_bytes "socket-message-bytes" 1048576 (1024 to 104857600 "bytes")
        "A message that comes over a WebSocket";
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
