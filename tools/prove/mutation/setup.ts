import fc from 'fast-check';

/** The same examples in every run, so that the same mutants die; one that fails is not shrunk, it only has to fail. */
fc.configureGlobal({ seed: 20_260_101, endOnFailure: true });
