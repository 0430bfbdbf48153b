// The columns of M, those of equal rows together, every run of rows filled up with zeros to whole vectors.
//
// A column is a list of blocks of four rows. Products load and store whole blocks: what is filled up adds
// zero to the rows behind, so that arrays over the rows and H itself have room for three rows more.
#pragma once

#include "factor.h"

struct Pattern {
    int64_t rows, columns, groups;
    const int64_t *starts;        // (columns + 1) of each column's entries
    const int64_t *entry_row;     // (entries) ascending in a column
    const int64_t *order;         // (columns) those of one group after another
    const int64_t *group_starts;  // (groups + 1) in `order`
};

struct Group {
    size_t first, count;      // columns, in `order`
    size_t block, blocks;     // of its rows
    size_t entries;           // where its first column lies among the filled up
};

struct Block {
    size_t row, count;  // first row; rows that are not filled up
};

struct Columns {
    Room rooms[4];
    Group *groups = nullptr;
    Block *blocks = nullptr;
    double *entries = nullptr;
    size_t group_count = 0, entry_count = 0;

    ~Columns() {
        for (Room &room : rooms) free(room.block);
    }

    // False where there is no memory.
    bool lay_out(const Pattern &pattern) {
        group_count = pattern.groups;
        size_t most = 0;
        for (size_t g = 0; g < group_count; ++g) {
            const int64_t column = pattern.order[pattern.group_starts[g]];
            most += pattern.starts[column + 1] - pattern.starts[column];
        }
        static_assert(sizeof(double) == 8 && sizeof(size_t) <= 8, "rooms are counted in doubles");
        groups = reinterpret_cast<Group *>(rooms[0].take(5 * group_count + 1));
        blocks = reinterpret_cast<Block *>(rooms[1].take(2 * most + 1));
        if (!groups || !blocks) return false;
        size_t block = 0, entry = 0;
        for (size_t g = 0; g < group_count; ++g) {
            const size_t first = pattern.group_starts[g], count = pattern.group_starts[g + 1] - first;
            const int64_t column = pattern.order[first], end = pattern.starts[column + 1];
            const size_t begin = block;
            for (int64_t e = pattern.starts[column]; e < end;) {
                Block &next = blocks[block++];
                next = {size_t(pattern.entry_row[e]), 1};
                for (++e; e < end && next.count < LANES; ++e, ++next.count)
                    if (pattern.entry_row[e] != int64_t(next.row + next.count)) break;
            }
            groups[g] = {first, count, begin, block - begin, entry};
            entry += count * (block - begin) * LANES;
        }
        entry_count = entry;
        entries = rooms[2].take(entry + LANES);
        return entries != nullptr;
    }

    void fill(const Pattern &pattern, const double *values) {
        for (size_t g = 0; g < group_count; ++g) {
            const Group &group = groups[g];
            double *to = entries + group.entries;
            for (size_t i = 0; i < group.count; ++i) {
                const double *from = values + pattern.starts[pattern.order[group.first + i]];
                for (size_t b = 0; b < group.blocks; ++b, to += LANES) {
                    const size_t count = blocks[group.block + b].count;
                    for (size_t k = 0; k < count; ++k) to[k] = from[k];
                    from += count;
                }
            }
        }
    }

    // Mᵀ λ, columns in `order`.
    void pull(const double *multipliers, double *to) const {
        for (size_t g = 0; g < group_count; ++g) {
            const Group &group = groups[g];
            const Block *block = blocks + group.block;
            const double *column = entries + group.entries;
            for (size_t i = 0; i < group.count; ++i, column += group.blocks * LANES) {
                Vector total = {};
                for (size_t b = 0; b < group.blocks; ++b)
                    total += load(column + b * LANES) * load(multipliers + block[b].row);
                to[group.first + i] = sum(total);
            }
        }
    }

    // Adds M x.
    void add_moments(const double *values, double *to) const {
        for (size_t g = 0; g < group_count; ++g) {
            const Group &group = groups[g];
            const Block *block = blocks + group.block;
            const double *column = entries + group.entries, *x = values + group.first;
            const size_t stride = group.blocks * LANES;
            size_t b = 0;
            for (; b + TALL <= group.blocks; b += TALL) add_blocks<TALL>(column, x, stride, group.count, block, b, to);
            for (; b < group.blocks; ++b) add_blocks<1>(column, x, stride, group.count, block, b, to);
        }
    }

    // Adds M diag(slopes) Mᵀ to the lower half of H. `scaled` has room for the columns of the largest group.
    void add_square(const double *slopes, double *scaled, const Square &h) const {
        for (size_t g = 0; g < group_count; ++g) {
            const Group &group = groups[g];
            const Block *block = blocks + group.block;
            const double *column = entries + group.entries;
            const size_t stride = group.blocks * LANES;
            size_t moving = 0;
            for (size_t i = 0; i < group.count; ++i, column += stride) {
                if (slopes[group.first + i] == 0) continue;
                const Vector root = spread(sqrt(slopes[group.first + i]));
                double *to = scaled + moving++ * stride;
                for (size_t k = 0; k < stride; k += LANES) store(to + k, load(column + k) * root);
            }
            if (!moving) continue;
            for (size_t across = 0; across < group.blocks; ++across) {
                size_t down = across;
                for (; down + TALL <= group.blocks; down += TALL)
                    add_tile<TALL>(scaled, stride, moving, block, down, across, h);
                for (; down < group.blocks; ++down) add_tile<1>(scaled, stride, moving, block, down, across, h);
            }
        }
    }

    size_t largest_group() const {
        size_t most = 0;
        for (size_t g = 0; g < group_count; ++g) {
            const size_t size = groups[g].count * groups[g].blocks * LANES;
            if (size > most) most = size;
        }
        return most;
    }

   private:
    template <int COUNT>
    static void add_blocks(const double *column, const double *x, size_t stride, size_t count, const Block *block,
                           size_t b, double *to) {
        Vector total[COUNT] = {};
        column += b * LANES;
        for (size_t i = 0; i < count; ++i, column += stride) {
            const Vector value = spread(x[i]);
            for (int t = 0; t < COUNT; ++t) total[t] += load(column + t * LANES) * value;
        }
        for (int t = 0; t < COUNT; ++t) {
            double *row = to + block[b + t].row;
            store(row, load(row) + total[t]);
        }
    }

    template <int TALL_>
    static void add_tile(const double *scaled, size_t stride, size_t count, const Block *block, size_t down,
                         size_t across, const Square &h) {
        Vector tile[TALL_][LANES] = {};
        add_products<TALL_>(scaled + down * LANES, scaled + across * LANES, stride, count, tile);
        for (size_t j = 0; j < LANES; ++j)
            for (int t = 0; t < TALL_; ++t) {
                double *to = h.column(block[across].row + j) + block[down + t].row;
                store(to, load(to) + tile[t][j]);
            }
    }
};
