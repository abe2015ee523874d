"""Methods as people read and edit them: words, form fields, the tree, trials, weight schemes."""
