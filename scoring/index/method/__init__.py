"""The choices that turn raw values into ranks: the rules there are, and a method made of them."""
