//! The compiled program in a real bank (solana-program-test), where clock, rent and slots matter.
