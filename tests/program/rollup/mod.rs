//! The log, and its messages as the L1 receives them.

mod published;
