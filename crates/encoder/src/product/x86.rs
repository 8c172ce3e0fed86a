//! Vectors of x86-64 machines: of 512 bits where there are any, else of 256.

use std::arch::x86_64::{__m256i, __m512i};

use pulp::NullaryFnOnce;
use pulp::x86::{V3, V4};

use super::{Lanes, Plain, Work};

pub(super) fn with_lanes<W: Work>(work: W) -> W::Output {
    if let Some(lanes) = V4::try_new() {
        return lanes.vectorize(Compiled(lanes, work));
    }
    if let Some(lanes) = V3::try_new() {
        return lanes.vectorize(Compiled(lanes, work));
    }
    work.run(Plain)
}

struct Compiled<L, W>(L, W);

impl<L: Lanes, W: Work> NullaryFnOnce for Compiled<L, W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.1.run(self.0)
    }
}

impl Lanes for V3 {
    type Vector = __m256i;
    const COUNT: usize = 8;

    #[inline(always)]
    fn zero(self) -> __m256i {
        self.avx._mm256_setzero_si256()
    }

    #[inline(always)]
    fn load(self, weights: &[i8]) -> __m256i {
        let wide = |weights: &[i8; 16]| self.avx2._mm256_cvtepi8_epi16(pulp::cast(*weights));
        weights.first_chunk().map_or_else(|| self.zero(), wide)
    }

    #[inline(always)]
    fn repeat(self, pair: [i16; 2]) -> __m256i {
        self.avx._mm256_set1_epi32(pulp::cast(pair))
    }

    #[inline(always)]
    fn add_products(self, sums: __m256i, left: __m256i, right: __m256i) -> __m256i {
        self.avx2._mm256_add_epi32(sums, self.avx2._mm256_madd_epi16(left, right))
    }

    #[inline(always)]
    fn store(self, sums: __m256i, to: &mut [i32]) {
        if let Some(to) = to.first_chunk_mut::<8>() {
            *to = pulp::cast(sums);
        }
    }
}

impl Lanes for V4 {
    type Vector = __m512i;
    const COUNT: usize = 16;

    #[inline(always)]
    fn zero(self) -> __m512i {
        self.avx512f._mm512_setzero_si512()
    }

    #[inline(always)]
    fn load(self, weights: &[i8]) -> __m512i {
        let wide = |weights: &[i8; 32]| self.avx512bw._mm512_cvtepi8_epi16(pulp::cast(*weights));
        weights.first_chunk().map_or_else(|| self.zero(), wide)
    }

    #[inline(always)]
    fn repeat(self, pair: [i16; 2]) -> __m512i {
        self.avx512f._mm512_set1_epi32(pulp::cast(pair))
    }

    #[inline(always)]
    fn add_products(self, sums: __m512i, left: __m512i, right: __m512i) -> __m512i {
        self.avx512f._mm512_add_epi32(sums, self.avx512bw._mm512_madd_epi16(left, right))
    }

    #[inline(always)]
    fn store(self, sums: __m512i, to: &mut [i32]) {
        if let Some(to) = to.first_chunk_mut::<16>() {
            *to = pulp::cast(sums);
        }
    }
}
