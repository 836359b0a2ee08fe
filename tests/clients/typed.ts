// A client whose mistakes are the compiler's: each `@ts-expect-error` has to be one.
import { GraphQLClient } from 'graphql-request';
import {
  AgreementsDocument,
  VendorCreateDocument,
  type AgreementsQueryVariables,
} from './generated/gql/graphql.js';

export async function numbers(client: GraphQLClient): Promise<[string, string | null][]> {
  const wanted: AgreementsQueryVariables = {
    first: 2,
    filter: { status: { eq: 'EFFECTIVE' }, not: { number: { contains: '9' } } },
  };
  const { agreements } = await client.request(AgreementsDocument, wanted);
  return agreements.edges.map(({ node }) => [node.fulfillment.remaining, node.title]);
}

export async function refused(client: GraphQLClient): Promise<string[]> {
  const input = { name: 'Nordhamn' };
  const { vendorCreate } = await client.request(VendorCreateDocument, { input });
  // @ts-expect-error: it is none where it was refused.
  const id: string = vendorCreate.vendor.id;
  return [id, ...vendorCreate.userErrors.map(({ code }) => code)];
}

// @ts-expect-error: there is no such status.
export const noStatus: AgreementsQueryVariables = { first: 1, filter: { status: { eq: 'LOST' } } };

// @ts-expect-error: `first` is needed.
export const noFirst: AgreementsQueryVariables = {};
