// A fixture for the Relay compiler, which reads the documents in it.
import { graphql } from 'relay-runtime';

export const page = graphql`
  fragment app_agreements on Query
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 10 }
    cursor: { type: "String" }
    filter: { type: "AgreementFilter" }
  )
  @refetchable(queryName: "AgreementsPageRefetch") {
    agreements(first: $count, after: $cursor, filter: $filter)
      @connection(key: "app_agreements", filters: ["filter"]) {
      edges {
        node {
          id
          number
          ...app_lines
        }
      }
    }
  }
`;

export const lines = graphql`
  fragment app_lines on Agreement
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "AgreementLinesRefetch") {
    lines(first: $count, after: $cursor) @connection(key: "app_lines") {
      edges {
        node {
          lineNumber
          amount {
            amount
            currency
          }
        }
      }
    }
  }
`;

export const query = graphql`
  query appQuery($filter: AgreementFilter) {
    ...app_agreements @arguments(filter: $filter)
  }
`;

export const vendor = graphql`
  mutation VendorAddMutation($input: VendorCreateInput!, $connections: [ID!]!) {
    vendorCreate(input: $input) {
      vendor @appendNode(connections: $connections, edgeTypeName: "VendorEdge") {
        id
        name
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`;
