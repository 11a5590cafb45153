"""Pure analysis: text to terms, terms to weights, weights to ranked causes. No SQL, no HTTP."""
