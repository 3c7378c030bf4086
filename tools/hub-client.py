"""What the client of Hugging Face understands of the site at HF_ENDPOINT. Prints one line a check; fails at the first that is wrong."""

import huggingface_hub
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

api = HfApi(token=False)


def check(what, holds):
    assert holds, what
    print(f"ok  {what}")


print(f"huggingface_hub {huggingface_hub.__version__}")

daily = list(api.list_daily_papers())
check(f"list_daily_papers: {len(daily)} papers", len(daily) == 27)
paper = next(each for each in daily if each.id == "2302.04953")
check("title", paper.title == "The Monge Gap: A Regularizer to Learn All Transport Maps")
check("authors", [author.name for author in paper.authors] == ["Théo Uscidda", "Marco Cuturi"])
check("published_at", paper.published_at.date().isoformat() == "2023-02-09")
check("submitted_at", paper.submitted_at.date().isoformat() == "2023-02-09")
check("upvotes, comments and summary", not paper.upvotes and paper.comments == 0 and len(paper.summary) > 100)

month = list(api.list_daily_papers(month="2026-03"))
check("a month", {each.id for each in month} == {each.id for each in daily if each.submitted_at.strftime("%Y-%m") == "2026-03"})
day = list(api.list_daily_papers(date="2026-03-31"))
check("a day", len(day) == 1)
week = list(api.list_daily_papers(week="2026-W14"))
check("a week", [each.id for each in week] == [each.id for each in day])
pages = [each.id for p in range(3) for each in api.list_daily_papers(limit=10, p=p)]
check("pages", sorted(pages) == sorted(each.id for each in daily))
check("trending", len(list(api.list_daily_papers(sort="trending", limit=5))) == 5)
check("a submitter who is nobody", list(api.list_daily_papers(submitter="nobody")) == [])

found = list(api.list_papers(query="monge gap"))
check("list_papers", found[0].id == "2302.04953")

info = api.paper_info("2302.04953")
check("paper_info", info.title == paper.title and info.linked_models == [] and info.num_total_models == 0)
check("read_paper", api.read_paper("2302.04953").startswith("# Can any network"))

try:
    api.paper_info("9999.99999")
    check("a paper that is not there is an error", False)
except HfHubHTTPError as error:
    check("a paper that is not there is an error", error.response.status_code == 404)
