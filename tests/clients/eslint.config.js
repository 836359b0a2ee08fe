// The schema in the eyes of GraphQL-ESLint, which finds it by .graphqlrc.yml.
import graphql from '@graphql-eslint/eslint-plugin';

// Values: they are parts of what they stand in, and have no id of their own.
const values = [
  'AgreementActions', 'AgreementClassificationName', 'AgreementDocument',
  'AgreementDocumentLine', 'AgreementVersionChange', 'ApiKeyLimits', 'AuditChange',
  'AuditValue', 'ChainDifference', 'ChainDifferencePage', 'ChargeAssignment', 'Currency',
  'DimensionSetValue', 'DocumentDimension',
  'Fulfillment', 'GlAccountBalance', 'ItemApplication', 'LineProgress', 'LinkConflict',
  'LinkConflictReason', 'LinkOutcome', 'MatchCandidate', 'Money', 'PaymentPassedOver',
  'PaymentSuggestionLine', 'PaymentSuggestions', 'Price', 'PriceProvenance',
  'PurchaseInvoiceActions', 'PurchaseInvoiceAmounts', 'PurchaseInvoiceDiscrepancy',
  'PurchaseInvoiceDraftActions', 'PurchaseInvoiceLineAmounts', 'PurchaseInvoiceMatch',
  'PurchaseInvoiceTax', 'PurchaseOrderActions', 'PurchaseOrderDocument',
  'PurchaseOrderDocumentLine', 'PurchaseReceiptActions', 'SalesShipmentActions', 'StockLevel',
  'SuggestedApplication', 'SuggestedPart', 'SuggestedPayment', 'Unit', 'VendorBalance',
  'VendorDetailEntry', 'VendorPaymentSuggestion', 'Warning',
];

export default [
  {
    files: ['**/*.graphql'],
    languageOptions: { parser: graphql.parser },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      '@graphql-eslint/require-deprecation-date': 'error',
      '@graphql-eslint/no-scalar-result-type-on-mutation': 'error',
      // `vendorCreate` takes `VendorCreateInput`: names of types begin with a capital.
      '@graphql-eslint/input-name': [
        'error',
        { checkInputType: true, caseSensitiveInputType: false },
      ],
      // Lists that cannot grow are lists, and connections have the shortcut `nodes`.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            types: ['PageInfo', ...values],
            suffixes: ['Connection', 'Edge', 'Payload', 'Error'],
          },
        },
      ],
    },
  },
];
