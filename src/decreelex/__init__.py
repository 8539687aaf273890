"""decreelex: legal text in, data out; a status question in, an answer with its proof out."""
