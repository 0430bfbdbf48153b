"""Ask the facts: which muscles a nerve supplies, and what one of them does."""

from dorsum import Atlas

atlas = Atlas()
for part in atlas.find(nerve="dorsal scapular"):
    print(part.name, "from roots", " ".join(part.roots))

multifidus = atlas.muscle("multifidus")
print(multifidus)
for slip in multifidus.slips[:3]:
    print(slip.origin_bone, "to", slip.insertion_bone, "across", slip.segments_spanned, "segments")
