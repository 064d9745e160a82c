//! Reads up to a limit of bytes and hashes them while reading, so that the checked bytes are the hashed bytes.

use crate::facts::Sha256Hash;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// A reader that hashes and ends at a limit.
pub struct Hashed<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
    limit: u64,
    longer: bool,
}

/// Size and hash of the bytes that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// sha256 of the bytes read.
    pub sha256: Sha256Hash,
    /// Number of bytes read.
    pub bytes: u64,
    /// Whether there were more; the hash is then that of the beginning.
    pub longer: bool,
}

impl<R: Read> Hashed<R> {
    /// Reads at most `limit` bytes of `inner`.
    pub fn new(inner: R, limit: u64) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0, limit, longer: false }
    }

    /// Reads the rest, and returns size and hash of the whole.
    ///
    /// # Errors
    /// Errors of the inner reader.
    pub fn finish(mut self) -> io::Result<Seen> {
        let mut buffer = [0; 8 << 10];
        while self.read(&mut buffer)? > 0 {}
        Ok(Seen { sha256: Sha256Hash(self.hash.finalize().into()), bytes: self.bytes, longer: self.longer })
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.limit - self.bytes;
        if left == 0 {
            self.longer = self.longer || self.inner.read(&mut [0])? > 0;
            return Ok(0);
        }
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = self.inner.read(&mut buffer[..most])?;
        self.hash.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(bytes: &[u8], limit: u64) -> Seen {
        Hashed::new(bytes, limit).finish().unwrap()
    }

    #[test]
    fn hashes_what_it_read() {
        let bytes = vec![7; 20_000];
        let all = seen(&bytes, 20_000);
        assert_eq!(all.sha256.0, <[u8; 32]>::from(Sha256::digest(&bytes)));
        assert_eq!((all.bytes, all.longer), (20_000, false));
        let cut = seen(&bytes, 19_999);
        assert_eq!((cut.bytes, cut.longer), (19_999, true));
        assert_eq!(cut.sha256.0, <[u8; 32]>::from(Sha256::digest(&bytes[1..])));
    }

    #[test]
    fn an_endless_stream_ends() {
        let seen = Hashed::new(io::repeat(0), 1 << 20).finish().unwrap();
        assert_eq!((seen.bytes, seen.longer), (1 << 20, true));
    }
}
