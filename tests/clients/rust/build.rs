//! Gives cynic the committed schema.

fn main() {
    cynic_codegen::register_schema("avtal")
        .from_sdl_file("../../../schema.graphql")
        .and_then(|schema| schema.as_default())
        .expect("cynic reads schema.graphql");
    // graphql_client reads it without telling cargo.
    println!("cargo:rerun-if-changed=../generated/introspection.json");
}
