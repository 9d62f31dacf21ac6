//! A JSON object of over 1 GiB, as it is and compressed, neither of which is ever held.

use std::sync::LazyLock;

use bytes::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress};

use super::script::Step;

// `{"padding":"xxx…"}`: the piece in the middle, repeated, makes 1 GiB.
const BEGIN: &[u8] = b"{\"padding\":\"";
static PIECE: [u8; PIECE_LEN] = [b'x'; PIECE_LEN];
const END: &[u8] = b"\"}";
const PIECE_LEN: usize = 1 << 16;
/// How many pieces, as a power of two.
const PIECES_LOG2: u32 = 14;

pub(super) fn unpacked() -> Vec<Step> {
    vec![
        Step::Send(Bytes::from_static(BEGIN)),
        Step::Repeat(Bytes::from_static(&PIECE), 1 << PIECES_LOG2),
        Step::Send(Bytes::from_static(END)),
    ]
}

pub(super) fn unpacked_len() -> u64 {
    (BEGIN.len() + END.len()) as u64 + ((PIECE_LEN as u64) << PIECES_LOG2)
}

/// The same in gzip. A compressed piece that ends in a full flush depends on nothing before it and
/// ends on a whole byte, so it can be repeated like the piece itself.
#[derive(Debug)]
pub(super) struct Bomb {
    begin: Bytes,
    /// So many pieces at once that they are worth a write.
    pieces: Bytes,
    times: u64,
    end: Bytes,
}

impl Bomb {
    pub(super) fn get() -> &'static Self {
        static BOMB: LazyLock<Bomb> = LazyLock::new(|| Bomb::new(PIECES_LOG2));
        &BOMB
    }

    fn new(pieces_log2: u32) -> Self {
        const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
        let mut deflate = Deflate::new();
        let begin = [&HEADER[..], &deflate.flush(BEGIN)].concat();
        let piece = deflate.flush(&PIECE);
        let end = deflate.finish(END);

        let mut crc = checksum(BEGIN);
        crc.combine(&repeated(checksum(&PIECE), pieces_log2));
        crc.combine(&checksum(END));
        // The length is taken modulo 2^32, as gzip has it.
        let trailer = [crc.sum().to_le_bytes(), crc.amount().to_le_bytes()].concat();

        let at_once = pieces_log2.min(6);
        Self {
            begin: begin.into(),
            pieces: piece.repeat(1 << at_once).into(),
            times: 1 << (pieces_log2 - at_once),
            end: [end, trailer].concat().into(),
        }
    }

    pub(super) fn packed(&self) -> Vec<Step> {
        vec![
            Step::Send(self.begin.clone()),
            Step::Repeat(self.pieces.clone(), self.times),
            Step::Send(self.end.clone()),
        ]
    }

    pub(super) fn packed_len(&self) -> u64 {
        (self.begin.len() + self.end.len()) as u64 + self.pieces.len() as u64 * self.times
    }
}

fn checksum(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

/// The checksum of the same bytes two to the power so many times over.
fn repeated(crc: Crc, log2: u32) -> Crc {
    (0..log2).fold(crc, |half, _| {
        let mut whole = Crc::new();
        whole.combine(&half);
        whole.combine(&half);
        whole
    })
}

struct Deflate(Compress);

impl Deflate {
    fn new() -> Self {
        Self(Compress::new(Compression::best(), false))
    }

    fn flush(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.compress(bytes, FlushCompress::Full)
    }

    fn finish(mut self, bytes: &[u8]) -> Vec<u8> {
        self.compress(bytes, FlushCompress::Finish)
    }

    fn compress(&mut self, bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
        // There is room for it all, whatever the bytes, so once is enough and nothing can fail.
        let mut packed = Vec::with_capacity(bytes.len() + 1024);
        let _ = self.0.compress_vec(bytes, &mut packed, flush);
        packed
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn a_small_bomb_unpacks_to_what_it_should() {
        for pieces_log2 in [0, 1, 7] {
            let bomb = Bomb::new(pieces_log2);
            let packed = [
                &bomb.begin[..],
                &bomb.pieces.repeat(usize::try_from(bomb.times).unwrap()),
                &bomb.end,
            ]
            .concat();
            assert_eq!(bomb.packed_len(), packed.len() as u64);

            let mut unpacked = Vec::new();
            // The decoder checks the checksum and the length.
            let mut decoder = GzDecoder::new(&packed[..]);
            decoder.read_to_end(&mut unpacked).unwrap();
            assert!(unpacked == [BEGIN, &PIECE.repeat(1 << pieces_log2), END].concat());
        }
    }

    #[test]
    fn the_real_one_is_small_on_the_wire() {
        assert!(unpacked_len() > 1 << 30);
        let packed = Bomb::get().packed_len();
        assert!((1 << 20..3 << 20).contains(&packed), "{packed} bytes");
    }
}
