//! The notary set and the ballot: changes of the set, every state of a ballot, and random sequences against a model.

mod ballot;
mod model;
mod set;
