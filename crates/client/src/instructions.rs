//! Every instruction builder under one path, by the instruction's name. Each module belongs to a folder of the program.

pub use crate::{
    burns::*, claims::*, lots::*, market::*, notaries::*, pools::*, registry::*, restatements::*, rollup::*,
    sources::*, years::*,
};
