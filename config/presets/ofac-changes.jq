# OFAC's list of publications of changes; each is a batch of listings and removals.
.[] | {
  id: (.publicationID // .publicationId), title: "OFAC sanctions list changed (publication \(.publicationID // .publicationId))",
  link: "https://sanctionslistservice.ofac.treas.gov/changes/\(.publicationID // .publicationId)",
  published: .datePublished, hazard: "sanctions", kind: "publication", lang: "en"
}
