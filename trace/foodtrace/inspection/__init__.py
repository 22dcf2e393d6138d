"""What inspectors bring back from their visits: who they are, what they are asked, what they found."""
