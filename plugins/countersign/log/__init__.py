"""The public log: leaves, the Merkle tree over them, signed checkpoints, tiles and proofs."""
